import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { RecordsLine } from "../records-line.ts";
import { describeRuntime } from "../subject.ts";
import type { LostLine, RunMark, RunPlan } from "./run-marks.ts";

/** The file that a run keeps its records in, one JSON object per line. */
export interface RecordsFile {
  /** Empties the file, makes its folder, and tells what the run is about to do; returns whether it can be written. */
  readonly begin: (plan: RunPlan) => boolean;
  readonly append: (records: readonly Exclude<RecordsLine, RunMark | LostLine>[]) => void;
  /** Tells that the tests of a file begin, where the plan named no files. */
  readonly startFile: (file: string) => void;
  /** Tells that no more records of a file will come. */
  readonly endFile: (file: string) => void;
  /** Tells that the run came to its end, or was stopped by somebody. */
  readonly end: (how: "complete" | "interrupted") => void;
}

/**
 * Creates the writer of a run's records. A file that cannot be written is told once and changes no verdict.
 *
 * @param file - absolute path
 * @param name - what the user calls it
 * @param run - what the marks of the run have in common; the same for all processes that write to one file
 */
export function createRecordsFile(
  file: string,
  name: string,
  warn: (text: string) => void,
  run: string = randomUUID(),
): RecordsFile {
  let isWritable = true;
  const attempt = (write: () => void): void => {
    if (!isWritable) return;
    try {
      write();
    } catch (error) {
      isWritable = false;
      const reason = error instanceof Error ? error.message : String(error);
      warn(`leakproof: the records of this run are not kept in ${name}: ${reason}. Verdicts are not affected.`);
    }
  };
  const append = (lines: readonly RecordsLine[]): void => {
    if (lines.length > 0) attempt(() => appendFileSync(file, lines.map(toLine).join("")));
  };
  return {
    begin: (plan) => {
      isWritable = true;
      const at = new Date().toISOString();
      attempt(() => {
        makeFolder(dirname(file));
        writeFileSync(file, toLine({ version: 1, kind: "run started", run, at, ...plan, runtime: describeRuntime() }));
      });
      return isWritable;
    },
    append,
    startFile: (of) => append([{ version: 1, kind: "file started", run, file: of }]),
    endFile: (of) => append([{ version: 1, kind: "file ended", run, file: of }]),
    end: (how) => {
      const at = new Date().toISOString();
      append([{ version: 1, kind: "run ended", run, at, ...(how === "interrupted" ? { isInterrupted: true } : {}) }]);
    },
  };
}

const toLine = (line: RecordsLine): string => `${JSON.stringify(line)}\n`;

// Not `recursive: true`: where the system answers ENOENT whatever exists, as /proc does, that never returns.
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}
