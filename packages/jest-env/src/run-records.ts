import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import type { AnyRecord } from "@leakproof/core/matchers";
import { createRecordsFile, type RecordsFile } from "@leakproof/core/runner";

/** Keeps records in the file of the run. */
export type KeepRecords = (records: readonly AnyRecord[]) => void;

/** Where a run keeps its records, and what tells it from other runs. */
export interface RunRequest {
  /** Absolute path. */
  readonly file: string;
  /** What the user calls it. */
  readonly name: string;
  /** The seed of the run, which Jest draws anew for each. */
  readonly seed: number;
}

const joined = new Map<string, KeepRecords>();

/**
 * Joins the file that all workers of a run keep their records in; the first of them empties it.
 *
 * A test environment is told of no run's start: the runs of one watch mode are kept together.
 */
export function joinRun({ file, name, seed }: RunRequest): KeepRecords {
  const run = createHash("sha256").update([file, mainProcess(), seed].join("\0")).digest("hex").slice(0, 16);
  let keep = joined.get(run);
  if (keep === undefined) {
    const records = createRecordsFile(file, name, (text) => process.emitWarning(text, "LeakproofWarning"));
    const isKept = beginOnce(records, run);
    joined.set(run, (keep = isKept ? records.append : () => {}));
  }
  return keep;
}

// Jest's workers are its children, or threads.
function mainProcess(): number {
  return isMainThread && process.send !== undefined ? process.ppid : process.pid;
}

const BEGUN = "begun";
const UNWRITABLE = "unwritable";
const PATIENCE_MS = 2000;

/** Begins the file in one worker of the run; in the others waits until it is begun. Returns whether it can be written. */
function beginOnce(records: RecordsFile, run: string): boolean {
  const folder = join(tmpdir(), "leakproof-runs");
  const marker = join(folder, run);
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(marker, "", { flag: "wx" });
  } catch {
    return waitForBegin(marker);
  }
  removeOld(folder);
  const isWritable = records.begin();
  writeFileSync(marker, isWritable ? BEGUN : UNWRITABLE);
  return isWritable;
}

function waitForBegin(marker: string): boolean {
  const deadline = Date.now() + PATIENCE_MS;
  let state = "";
  while (state === "" && Date.now() < deadline) state = readFileSync(marker, "utf8");
  return state !== UNWRITABLE;
}

const DAY_MS = 86_400_000;

function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { force: true });
  }
}
