import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getHeapSnapshot } from "node:v8";
import { fillHeap, forceGc } from "./clean-verdict.ts";

/** What another tool needs to judge a body that does nothing. */
export interface RivalCost {
  readonly milliseconds: number;
}

const CALLS = 10;

interface Memlab {
  readonly findLeaksBySnapshotFilePaths: (
    baseline: string,
    target: string,
    final: string,
    options: { readonly workDir: string },
  ) => Promise<readonly unknown[]>;
}

/** memlab's way: a snapshot before the calls, one after them, one when all was let go, then the objects of the second that are in the third. */
export async function costOfMemlab(megabytes: number, cache: string): Promise<RivalCost> {
  const require = createRequire(join(cache, "memlab", "package.json"));
  const { findLeaksBySnapshotFilePaths } = require("@memlab/api") as Memlab;
  const { config, dumpNodeHeapSnapshot } = require("@memlab/core") as {
    readonly config: { muteConsole: boolean };
    readonly dumpNodeHeapSnapshot: () => string;
  };
  config.muteConsole = true;
  const workDir = mkdtempSync(join(tmpdir(), "leakproof-memlab-"));
  const ballast = fillHeap(megabytes);
  const start = performance.now();
  const files = [dumpNodeHeapSnapshot()];
  for (let call = 0; call < CALLS; call++) nothing();
  files.push(dumpNodeHeapSnapshot());
  files.push(dumpNodeHeapSnapshot());
  const [baseline = "", target = "", final = ""] = files;
  await findLeaksBySnapshotFilePaths(baseline, target, final, { workDir });
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
