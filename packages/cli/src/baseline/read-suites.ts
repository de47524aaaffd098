import { resolve } from "node:path";
import type { SuiteRecord } from "@leakproof/core/budget";
import { type RecordsFileRead, readFiles } from "../records/read-files.ts";
import { RecordsError, UserError } from "../user-error.ts";

/** What the guard wrote in records files. */
export interface SuitesRead {
  readonly records: readonly SuiteRecord[];
  /** Lines that are no records, as in `shard-1.ndjson:12`. */
  readonly damaged: readonly string[];
}

/**
 * Reads the records of suites from files of several shards or runs; records of assertions are passed over.
 *
 * @throws UserError if a file cannot be read, or holds something else than records
 */
export function readSuites(names: readonly string[], cwd: string): SuitesRead {
  const files = readAll(names, cwd);
  return {
    records: files.flatMap(({ records }) => records.filter((record) => record.kind === "suite")),
    damaged: files.flatMap(({ name, damaged }) => damaged.map(({ file = name, line }) => `${file}:${line}`)),
  };
}

// Of a report it is an answer that there are no records; of a baseline, a mistake.
function readAll(names: readonly string[], cwd: string): RecordsFileRead[] {
  try {
    return readFiles(names, (name) => resolve(cwd, name));
  } catch (error) {
    throw error instanceof RecordsError ? new UserError(error.message, { cause: error }) : error;
  }
}
