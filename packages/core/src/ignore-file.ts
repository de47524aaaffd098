import { readFileSync } from "node:fs";
import { describe } from "./describe.ts";
import { type IgnoreEntry, checkIgnore } from "./ignore-entry.ts";

/**
 * Reads known leaks from a JSON file: a list of `{ "leak": "part of the class, of a line of the trace, or the fingerprint", "reason": "…" }`.
 *
 * @param path - absolute, or relative to the working directory
 * @returns entries for the option `ignore`
 * @throws TypeError that names the file and the entry, if it can't be read or an entry is wrong
 * @example await assertNoLeak(body, { ignore: readIgnoreFile("known-leaks.json") });
 */
export function readIgnoreFile(path: string): IgnoreEntry[] {
  const entries = parse(path);
  if (!Array.isArray(entries))
    throw new TypeError(`${path}: expected a list of known leaks, received ${describe(entries)}`);
  return entries.map((entry: unknown, index) => checkEntry(entry, `${path}: entry ${index + 1}`));
}

function parse(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new TypeError(`${path}: the file of known leaks can't be read: ${messageOf(error)}`, { cause: error });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new TypeError(`${path}: the file of known leaks is not JSON: ${messageOf(error)}`, { cause: error });
  }
}

const KNOWN = ["leak", "reason", "count", "expires"];

function checkEntry(entry: unknown, where: string): IgnoreEntry {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry))
    throw new TypeError(`${where}: expected { "leak": "…", "reason": "…" }, received ${describe(entry)}`);
  const stranger = Object.keys(entry).find((name) => !KNOWN.includes(name));
  if (stranger !== undefined)
    throw new TypeError(
      `${where}: there is no ${JSON.stringify(stranger)}: an entry has leak and reason, and may have count and expires`,
    );
  try {
    return checkIgnore(entry as IgnoreEntry);
  } catch (error) {
    throw new TypeError(`${where}: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
