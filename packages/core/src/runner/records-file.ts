import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { AnyRecord } from "../any-record.ts";

/** The file that a run keeps its records in, one JSON object per line. */
export interface RecordsFile {
  /** Empties the file, and makes its folder; returns whether it can be written. */
  readonly begin: () => boolean;
  readonly append: (records: readonly AnyRecord[]) => void;
}

/**
 * Creates the writer of a run's records. A file that cannot be written is told once and changes no verdict.
 *
 * @param file - absolute path
 * @param name - what the user calls it
 */
export function createRecordsFile(file: string, name: string, warn: (text: string) => void): RecordsFile {
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
  return {
    begin: () => {
      isWritable = true;
      attempt(() => {
        makeFolder(dirname(file));
        writeFileSync(file, "");
      });
      return isWritable;
    },
    append: (records) => {
      const lines = records.map((record) => `${JSON.stringify(record)}\n`);
      if (lines.length > 0) attempt(() => appendFileSync(file, lines.join("")));
    },
  };
}

// Not `recursive: true`: where the system answers ENOENT whatever exists, as /proc does, that never returns.
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}
