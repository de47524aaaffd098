import { type Baseline, type BaselineEntry, HISTORY, readBaselineKey } from "./baseline.ts";
import { BASELINE_VERSION } from "./format-baseline.ts";
import { mergeEntries } from "./merge-entries.ts";

/**
 * Reads the text of a baseline file. What Git kept of both branches, so that an entry stands there twice, is merged.
 *
 * @param name - what the user calls the file, for messages
 * @throws TypeError that names the line and says what is wrong with it
 */
export function parseBaseline(text: string, name: string): Baseline {
  const pairs = readPairs(text, name);
  const baseline = new Map<string, BaselineEntry>();
  let isVersioned = false;
  for (const { key, value, line } of pairs) {
    const where = `${name}, line ${line}`;
    if (key === "version") {
      checkVersion(value, where);
      isVersioned = true;
      continue;
    }
    const entry = readEntry(key, value, where);
    const other = baseline.get(key);
    baseline.set(key, other === undefined ? entry : mergeEntries(other, entry));
  }
  if (!isVersioned) throw new TypeError(`${name}: there is no "version": this is no baseline of Leakproof`);
  return baseline;
}

interface Pair {
  readonly key: string;
  readonly value: unknown;
  readonly line: number;
}

// As it is written, with either comma, the last entry with the closing brace.
const LINE = /^\s*[{,]?\s*("(?:[^"\\]|\\.)*")\s*:\s*(.*?)\s*,?\s*$/;
const CONFLICT = /^(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)/;

function readPairs(text: string, name: string): readonly Pair[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const conflict = lines.findIndex((line) => CONFLICT.test(line));
  if (conflict >= 0) {
    throw new TypeError(
      `${name}, line ${conflict + 1}: Git left a conflict here: delete the lines of <<<<<<<, ======= and >>>>>>>, and keep the others: an entry that stands there twice is merged`,
    );
  }
  const read = lines.flatMap((line, index) => (isFrame(line) ? [] : [readLine(line, index + 1)]));
  const broken = read.find((pair) => typeof pair === "number");
  if (broken === undefined && lines.some((line) => line.trim() === "}" || line.trim() === "}}"))
    return read as readonly Pair[];
  return (
    reformatted(text, lines) ??
    fail(
      broken === undefined
        ? `${name}: the file ends before its closing }`
        : `${name}, line ${broken}: expected an entry on one line, as in , "a.test.ts | Node 24 | linux-x64": { "bytes": 512000, "noise": 2048, "updates": 1, "history": [] }`,
    )
  );
}

const isFrame = (line: string): boolean => /^\s*[{}]?\s*$/.test(line);

function readLine(line: string, number: number): Pair | number {
  const [, key, value] = LINE.exec(line) ?? [];
  const parsed = key === undefined || value === undefined ? undefined : parseJson(value);
  return key === undefined || parsed === undefined
    ? number
    : { key: JSON.parse(key) as string, value: parsed, line: number };
}

// A formatter may have put it into other lines.
function reformatted(text: string, lines: readonly string[]): readonly Pair[] | undefined {
  const whole = parseJson(text);
  if (typeof whole !== "object" || whole === null || Array.isArray(whole)) return undefined;
  return Object.entries(whole).map(([key, value]) => ({
    key,
    value: value as unknown,
    line: lines.findIndex((line) => line.includes(JSON.stringify(key))) + 1,
  }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function checkVersion(version: unknown, where: string): void {
  if (version === BASELINE_VERSION) return;
  if (typeof version === "number" && version > BASELINE_VERSION)
    throw new TypeError(
      `${where}: the file is of format ${version}, this release of Leakproof reads ${BASELINE_VERSION}: take a later one`,
    );
  throw new TypeError(`${where}: expected "version": ${BASELINE_VERSION}`);
}

const FIELDS = ["bytes", "noise", "updates", "history"] as const;

function readEntry(key: string, value: unknown, where: string): BaselineEntry {
  if (readBaselineKey(key) === undefined)
    throw new TypeError(
      `${where}: ${JSON.stringify(key)} names no suite: expected for example "a.test.ts | Node 24 | linux-x64"`,
    );
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError(`${where}: expected { ${FIELDS.map((field) => `"${field}"`).join(", ")} }`);
  const { bytes, noise, updates, history } = value as Readonly<Record<string, unknown>>;
  const stranger = Object.keys(value).find((field) => !(FIELDS as readonly string[]).includes(field));
  if (stranger !== undefined)
    throw new TypeError(`${where}: there is no ${JSON.stringify(stranger)} in an entry: it has ${FIELDS.join(", ")}`);
  if (!isWhole(bytes)) throw new TypeError(`${where}: "bytes" has to be a whole number`);
  if (!isWhole(noise) || noise < 0) throw new TypeError(`${where}: "noise" has to be a whole number of at least 0`);
  if (!isWhole(updates) || updates < 1)
    throw new TypeError(`${where}: "updates" has to be a whole number of at least 1`);
  if (!Array.isArray(history) || !history.every(isWhole))
    throw new TypeError(`${where}: "history" has to be a list of whole numbers`);
  if (history.length > updates - 1)
    throw new TypeError(`${where}: "history" has more values than there were updates before this one`);
  return { bytes, noiseBytes: noise, updates, history: history.slice(-HISTORY) };
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}

function fail(message: string): never {
  throw new TypeError(message);
}
