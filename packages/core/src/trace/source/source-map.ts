/** A position in a source: the line counts from 1, the column from 0. */
export interface MappedPosition {
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** Where a script comes from. */
export interface SourceMap {
  readonly sources: readonly (string | null)[];
  readonly sourcesContent?: readonly (string | null)[];
  /**
   * Finds the source of a position of the script, line and column from 0: what is mapped last before it on its line,
   * or else what is mapped first after it.
   */
  readonly originalOf: (line: number, column: number) => MappedPosition | undefined;
}

interface SourceMapText {
  readonly version: number;
  readonly sources: readonly (string | null)[];
  readonly sourcesContent?: readonly (string | null)[];
  readonly sourceRoot?: string;
  readonly mappings: string;
}

/** Reads a source map of version 3. Its mappings are decoded when a position is asked for. */
export function parseSourceMap(text: string): SourceMap {
  const { sources, sourcesContent, sourceRoot, mappings } = JSON.parse(text) as SourceMapText;
  const root = sourceRoot === undefined || sourceRoot === "" ? "" : sourceRoot.replace(/\/?$/, "/");
  const withRoot = (source: string): string => (/^[\w+.-]+:/.test(source) ? source : root + source);
  let lines: readonly (readonly Segment[])[] | undefined;
  return {
    sources,
    ...(sourcesContent === undefined ? {} : { sourcesContent }),
    originalOf(line, column) {
      const segments = (lines ??= decodeMappings(mappings))[line] ?? [];
      const segment = [before(segments, column), after(segments, column)].find((each) => each?.source !== undefined);
      const source = segment?.source === undefined ? undefined : sources[segment.source];
      if (segment === undefined || source === undefined || source === null) return undefined;
      return { source: withRoot(source), line: segment.sourceLine + 1, column: segment.sourceColumn };
    },
  };
}

interface Segment {
  readonly column: number;
  /** Undefined where the script has something that no source has. */
  readonly source: number | undefined;
  readonly sourceLine: number;
  readonly sourceColumn: number;
}

// Of several at one column, the first.
function before(segments: readonly Segment[], column: number): Segment | undefined {
  const last = segments.findLast((segment) => segment.column <= column);
  return last?.column === column ? segments.find((segment) => segment.column === column) : last;
}

// Of several at one column, the last.
function after(segments: readonly Segment[], column: number): Segment | undefined {
  const first = segments.find((segment) => segment.column >= column);
  return first?.column === column ? segments.findLast((segment) => segment.column === column) : first;
}

function decodeMappings(mappings: string): Segment[][] {
  let source = 0;
  let sourceLine = 0;
  let sourceColumn = 0;
  return mappings.split(";").map((text) => {
    let column = 0;
    const segments = (text === "" ? [] : text.split(",")).map((segment): Segment => {
      const [byColumn = 0, bySource, byLine = 0, bySourceColumn = 0] = decodeNumbers(segment);
      column += byColumn;
      if (bySource === undefined) return { column, source: undefined, sourceLine, sourceColumn };
      source += bySource;
      sourceLine += byLine;
      sourceColumn += bySourceColumn;
      return { column, source, sourceLine, sourceColumn };
    });
    return segments.sort((a, b) => a.column - b.column);
  });
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, DIGITS.indexOf(String.fromCharCode(code))),
);
const CONTINUES = 32;

// Numbers in groups of five bits, the lowest first; the lowest bit of all is the sign.
function decodeNumbers(segment: string): number[] {
  const numbers: number[] = [];
  let shift = 0;
  let value = 0;
  for (let at = 0; at < segment.length; at++) {
    const digit = VALUES[segment.charCodeAt(at)] ?? 0;
    value |= (digit & (CONTINUES - 1)) << shift;
    shift += 5;
    if ((digit & CONTINUES) !== 0) continue;
    numbers.push((value & 1) === 1 ? -(value >>> 1) : value >>> 1);
    value = shift = 0;
  }
  return numbers;
}
