import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type RecordsText, readLines } from "../../src/records/read-lines.ts";
import { type Report, reportOf } from "../../src/records/report-of.ts";

/** The folder of the project that is judged. */
export const PROJECT: string = import.meta.dirname;

/** Judges leaking and clean functions in a process of their own; returns the text of the records file. */
export async function recordRun(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "leakproof-reports-"));
  const file = join(folder, "leaks.ndjson");
  try {
    await promisify(execFile)(process.execPath, [join(PROJECT, "record-checks.ts"), file], { cwd: PROJECT });
    return await readFile(file, "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
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
