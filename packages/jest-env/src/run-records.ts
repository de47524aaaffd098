import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import type { AnyRecord } from "@leakproof/core/matchers";
import { createRecordsFile, type RecordsFile, type RunPlan } from "@leakproof/core/runner";

/** Keeps records in the file of the run. */
export type KeepRecords = (records: readonly AnyRecord[]) => void;

/** The file of a run that is under way. */
export type JoinedRun = Pick<RecordsFile, "append" | "startFile" | "endFile">;

/** Where a run keeps its records, and what tells it from other runs. */
export interface RunRequest {
  /** Absolute path. */
  readonly file: string;
  /** What the user calls it. */
  readonly name: string;
  /** The seed of the run, which Jest draws anew for each. */
  readonly seed: number;
  /** Folder of the project. */
  readonly root: string;
  /** Which part of the suite this is, where it is divided: `1/3`. */
  readonly shard?: string | undefined;
}

const joined = new Map<string, JoinedRun>();

const nowhere: JoinedRun = { append: () => {}, startFile: () => {}, endFile: () => {} };

/**
 * Joins the file that all workers of a run keep their records in; the first of them empties it.
 *
 * A test environment is told of no run's start: the runs of one watch mode are kept together.
 */
export function joinRun({ file, name, seed, root, shard }: RunRequest): JoinedRun {
  const run = createHash("sha256").update([file, mainProcess(), seed].join("\0")).digest("hex").slice(0, 16);
  let kept = joined.get(run);
  if (kept === undefined) {
    const records = createRecordsFile(file, name, (text) => process.emitWarning(text, "LeakproofWarning"), run);
    // Which files will run, and when the last has ended, no test environment is told.
    const plan = { root, runner: "jest", ...(shard === undefined ? {} : { shard }) };
    joined.set(run, (kept = beginOnce(records, plan, run) ? records : nowhere));
  }
  return kept;
}

// Jest's workers are its children, or threads.
function mainProcess(): number {
  return isMainThread && process.send !== undefined ? process.ppid : process.pid;
}

const BEGUN = "begun";
const UNWRITABLE = "unwritable";
const PATIENCE_MS = 2000;

/** Begins the file in one worker of the run; in the others waits until it is begun. Returns whether it can be written. */
function beginOnce(records: RecordsFile, plan: RunPlan, run: string): boolean {
  const folder = join(tmpdir(), "leakproof-runs");
  const marker = join(folder, run);
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(marker, "", { flag: "wx" });
  } catch {
    return waitForBegin(marker);
  }
  removeOld(folder);
  const isWritable = records.begin(plan);
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
