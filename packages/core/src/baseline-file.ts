import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Baseline } from "./budget/baseline.ts";
import { formatBaseline } from "./budget/format-baseline.ts";
import { parseBaseline } from "./budget/parse-baseline.ts";

/** Where a project keeps its baseline unless it says otherwise. */
export const BASELINE_FILE = "leakproof.baseline.json";

/**
 * Reads a baseline file; undefined if there is none.
 *
 * @param path - absolute, or relative to the working directory
 * @param name - what the user calls it, for messages
 * @throws TypeError that names the file and the line, if it can't be read or is wrong
 */
export function readBaselineFile(path: string, name: string = path): Baseline | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new TypeError(`${name}: the baseline can't be read: ${messageOf(error)}`, { cause: error });
  }
  return parseBaseline(text, name);
}

/**
 * Writes a baseline file whole: aside first, and renamed then, so that a run that is killed leaves the old one.
 *
 * @param path - absolute, or relative to the working directory
 * @param name - what the user calls it, for messages
 * @returns whether the file changed
 * @throws TypeError that names the file, if it can't be written
 */
export function writeBaselineFile(path: string, baseline: Baseline, name: string = path): boolean {
  const text = formatBaseline(baseline);
  const aside = `${path}.${process.pid}.tmp`;
  try {
    if (readText(path) === text) return false;
    writeFileSync(aside, text);
    renameSync(aside, path);
    return true;
  } catch (error) {
    rmSync(aside, { force: true });
    throw new TypeError(`${name}: the baseline can't be written: ${messageOf(error)}`, { cause: error });
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
