import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { inject } from "vitest";
import { type RecordsText, readLines } from "../../src/records/read-lines.ts";
import { type Report, reportOf } from "../../src/records/report-of.ts";

/** The folder of the project that is judged. */
export const PROJECT: string = import.meta.dirname;

/**
 * Judges leaking and clean functions in a process of their own; returns the text of the records file. The test files of a run share it: the
 * first records, the others wait.
 */
export async function recordRun(): Promise<string> {
  const folder = join(inject("sharedFolder"), "recorded");
  const file = join(folder, "leaks.ndjson");
  if (mkdirSync(folder, { recursive: true }) === undefined) return waitFor(file);
  const unfinished = `${file}.unfinished`;
  await promisify(execFile)(process.execPath, [join(PROJECT, "record-checks.ts"), unfinished], { cwd: PROJECT });
  await rename(unfinished, file);
  return readFile(file, "utf8");
}

async function waitFor(file: string): Promise<string> {
  for (;;) {
    if (existsSync(file)) return readFile(file, "utf8");
    await setTimeout(50);
  }
}

/** Makes a report of texts, as if each were a file. */
export function reportOn(...texts: readonly (string | RecordsText)[]): Report {
  const files = texts.map((text, index) => ({
    name: `shard-${index + 1}.ndjson`,
    ...(typeof text === "string" ? readLines(text) : text),
  }));
  return reportOf(files, { cwd: PROJECT });
}
