/** Writes the lines around a line, with a mark under a column of it; undefined if the text has no such line. */
export type FrameWriter = (text: string, line: number, column?: number) => string | undefined;

export const LINES_AROUND = 2;
const WIDTH = 80;

/** Loads the writer of code frames: only a leak needs it. */
export async function loadFrameWriter(): Promise<FrameWriter> {
  const { codeFrameColumns } = await import("@babel/code-frame");
  return (text, line, column) => {
    const lines = text.split(/\r?\n/);
    if (line < 1 || line > lines.length) return undefined;
    const gutter = `> ${Math.min(lines.length, line + LINES_AROUND)} | `.length;
    const shown = lines.slice(Math.max(0, line - 1 - LINES_AROUND), line + LINES_AROUND);
    const indent = Math.min(...shown.filter((each) => each.trim() !== "").map((each) => each.search(/\S/)));
    const cut = lines.map((each) => cutTo(each.slice(Number.isFinite(indent) ? indent : 0), WIDTH - gutter - MARGIN));
    const at = column === undefined ? 0 : column - indent;
    const isInside = at >= 1 && at <= WIDTH - gutter - MARGIN;
    return codeFrameColumns(
      cut.join("\n"),
      { start: isInside ? { line, column: at } : { line } },
      { linesAbove: LINES_AROUND, linesBelow: LINES_AROUND, highlightCode: false },
    );
  };
}

// Views indent frames.
const MARGIN = 4;

const cutTo = (line: string, width: number): string => (line.length <= width ? line : `${line.slice(0, width - 1)}…`);
