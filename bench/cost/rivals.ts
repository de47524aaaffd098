import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getHeapSnapshot } from "node:v8";
import { loadMemlab } from "../memlab.ts";
import { fillHeap, forceGc } from "./clean-verdict.ts";

/** What another tool needs to judge a body that does nothing. */
export interface RivalCost {
  readonly milliseconds: number;
}

const CALLS = 10;

/** memlab's way: a snapshot before the calls, one after them, one when all was let go, then the objects of the second that are in the third. */
export async function costOfMemlab(megabytes: number, cache: string): Promise<RivalCost> {
  const { findLeaks, takeSnapshot } = loadMemlab(cache);
  const workDir = mkdtempSync(join(tmpdir(), "leakproof-memlab-"));
  const ballast = fillHeap(megabytes);
  const start = performance.now();
  const baseline = takeSnapshot();
  for (let call = 0; call < CALLS; call++) nothing();
  const files = [baseline, takeSnapshot(), takeSnapshot()] as const;
  await findLeaks(files, workDir);
  const milliseconds = performance.now() - start;
  ballast.length = 0;
  for (const file of [...files, workDir]) rmSync(file, { recursive: true, force: true });
  return { milliseconds };
}

const LEAKAGE_ROUNDS = 6;
const LEAKAGE_CALLS = 30;

/**
 * The algorithm of `leakage`, for its native part does not build with the V8 of Node 20 and later: six times two collections, a snapshot
 * in memory, thirty calls and another snapshot. What it takes to compare them is not counted.
 */
export async function costOfLeakage(megabytes: number): Promise<RivalCost> {
  const ballast = fillHeap(megabytes);
  const start = performance.now();
  for (let round = 0; round < LEAKAGE_ROUNDS; round++) {
    forceGc();
    forceGc();
    const before = getHeapSnapshot();
    for (let call = 0; call < LEAKAGE_CALLS; call++) nothing();
    const after = getHeapSnapshot();
    before.destroy();
    after.destroy();
  }
  const milliseconds = performance.now() - start;
  ballast.length = 0;
  return Promise.resolve({ milliseconds });
}

function nothing(): void {}
