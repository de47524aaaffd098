import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import * as v from "valibot";
import { codeOf, messageOf, UserError } from "../user-error.ts";
import { type Entry, ENTRY, type Header, HEADER } from "./entries.ts";

/** A log that was read. */
export interface ReadLog {
  readonly header: Header;
  /** All after the header. */
  readonly entries: readonly Entry[];
  /** Numbers of lines that are no entries; a last one that was cut off by a crash is not among them. */
  readonly damaged: readonly number[];
}

/** Reads a log. */
export function readLog(file: string): ReadLog {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") throw new UserError(`There is no log ${shown(file)}.`, { cause: error });
    throw new UserError(`The log ${shown(file)} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
  const lines = text.split("\n");
  // What follows the last line break was being written when the process ended.
  lines.pop();
  const header = v.safeParse(HEADER, parse(lines[0] ?? ""));
  if (!header.success) throw new UserError(`${shown(file)} is no log of a bisection: its first line is damaged.`);
  const entries: Entry[] = [];
  const damaged: number[] = [];
  for (const [index, line] of lines.slice(1).entries()) {
    const entry = v.safeParse(ENTRY, parse(line));
    if (entry.success) entries.push(entry.output);
    else damaged.push(index + 2);
  }
  return { header: header.output, entries, damaged };
}

/** Writes entries to the end of a log; each is on the disk when this returns. */
export function appendToLog(file: string, entries: readonly Entry[]): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const handle = openSync(file, "a+");
    try {
      const start = endsInMiddle(file) ? "\n" : "";
      writeSync(handle, start + entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw new UserError(`The log ${shown(file)} cannot be written: ${messageOf(error)}.`, { cause: error });
  }
}

const FOLDER = ".leakproof";

/** Names a new log in a project, to the millisecond: a short bisection is over within a second. */
export function newLogFile(cwd: string, now: Date): string {
  const stamp = now
    .toISOString()
    .replace(/[-:.Z]/g, "")
    .replace("T", "-");
  return join(cwd, FOLDER, `bisect-${stamp}.jsonl`);
}

/** Finds the newest log of a project. */
export async function findLog(cwd: string): Promise<string> {
  const names = await readdir(join(cwd, FOLDER)).catch(() => []);
  const newest = names
    .filter((name) => /^bisect-.*\.jsonl$/.test(name))
    .sort()
    .at(-1);
  if (newest === undefined)
    throw new UserError(
      `There is no bisection in ${FOLDER}: start one with \`leakproof bisect -- <command>\`, or name its log with --log.`,
    );
  return join(cwd, FOLDER, newest);
}

export function shown(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") ? file : path;
}

function endsInMiddle(file: string): boolean {
  const bytes = readFileSync(file);
  return bytes.length > 0 && bytes.at(-1) !== 10;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
