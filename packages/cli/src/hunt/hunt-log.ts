import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { HuntEntry } from "@leakproof/core/runner";
import * as v from "valibot";
import { shown } from "../log/log-file.ts";
import { codeOf, messageOf, UserError } from "../user-error.ts";

/** The first line of a hunt's log: what was asked. */
export interface HuntHead {
  readonly version: 1;
  readonly kind: "hunt";
  readonly command: readonly string[];
  readonly timePerTestMs: number;
  readonly repeat?: number;
}

/** A log that was read. */
export interface ReadHunt {
  readonly head: HuntHead;
  readonly entries: readonly HuntEntry[];
  /** Numbers of lines that are damaged; one that was cut off at the end of a run is among them when another run followed. */
  readonly damaged: readonly number[];
  /** Bytes that the log holds. */
  readonly bytes: number;
}

const HEAD: v.GenericSchema<unknown, HuntHead> = v.object({
  version: v.literal(1),
  kind: v.literal("hunt"),
  command: v.array(v.string()),
  timePerTestMs: v.number(),
  repeat: v.exactOptional(v.number()),
});

const SUBJECT = v.looseObject({ test: v.optional(v.string()), file: v.optional(v.string()) });

// Records are what this version of Leakproof wrote: their kind and verdict tell them from a torn line.
const ENTRY = v.variant("kind", [
  v.object({ version: v.literal(1), kind: v.literal("files"), files: v.array(v.string()) }),
  v.object({ version: v.literal(1), kind: v.literal("file"), file: v.string(), tests: v.number() }),
  v.object({ version: v.literal(1), kind: v.literal("begun"), subject: SUBJECT }),
  v.looseObject({
    version: v.literal(1),
    kind: v.literal("not judged"),
    subject: SUBJECT,
    reason: v.looseObject({ kind: v.string() }),
  }),
  v.looseObject({
    version: v.literal(1),
    kind: v.literal("memory"),
    subject: SUBJECT,
    verdict: v.looseObject({ kind: v.picklist(["clean", "leaking", "inconclusive"]) }),
  }),
]);

const MARKS: ReadonlySet<unknown> = new Set<HuntHead["kind"] | HuntEntry["kind"]>([
  "hunt",
  "files",
  "file",
  "begun",
  "not judged",
]);

/** Whether a line of a file of records is of a hunt's log and no record: it tells of no verdict. */
export function isHuntMark(value: unknown): boolean {
  return typeof value === "object" && value !== null && "kind" in value && MARKS.has(value.kind);
}

/** Names a new log in a project. */
export function newHuntLog(cwd: string, now: Date): string {
  const stamp = now
    .toISOString()
    .replace(/[-:.Z]/g, "")
    .replace("T", "-");
  return join(cwd, ".leakproof", `hunt-${stamp}.ndjson`);
}

/** Begins a log, or goes on after a line that was cut off; gives the number of bytes before what this run will write. */
export function beginHuntLog(file: string, head: HuntHead | undefined): number {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const handle = openSync(file, "a+");
    try {
      if (head !== undefined) writeSync(handle, `${JSON.stringify(head)}\n`);
      else if (readFileSync(file).at(-1) !== 10) writeSync(handle, "\n");
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    return head === undefined ? readFileSync(file).length : 0;
  } catch (error) {
    throw new UserError(`The log ${shown(file)} cannot be written: ${messageOf(error)}.`, { cause: error });
  }
}

/**
 * Reads the log of a hunt.
 *
 * @throws UserError if there is none
 */
export function readHuntLog(file: string): ReadHunt {
  let buffer: Buffer;
  try {
    buffer = readFileSync(file);
  } catch (error) {
    if (codeOf(error) === "ENOENT") throw new UserError(`There is no log ${shown(file)}.`, { cause: error });
    throw new UserError(`The log ${shown(file)} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
  const lines = buffer.toString("utf8").split("\n");
  // What follows the last line break was being written when the run ended.
  lines.pop();
  const head = v.safeParse(HEAD, parse(lines[0] ?? ""));
  if (!head.success) throw new UserError(`${shown(file)} is no log of a hunt: its first line is damaged.`);
  const entries: HuntEntry[] = [];
  const damaged: number[] = [];
  for (const [index, line] of lines.slice(1).entries()) {
    const entry = readEntry(line);
    if (entry !== undefined) entries.push(entry);
    else if (line !== "") damaged.push(index + 2);
  }
  return { head: head.output, entries, damaged, bytes: buffer.length };
}

/** Reads one line; undefined if it is damaged. */
export function readEntry(line: string): HuntEntry | undefined {
  const entry = v.safeParse(ENTRY, parse(line));
  return entry.success ? (entry.output as unknown as HuntEntry) : undefined;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
