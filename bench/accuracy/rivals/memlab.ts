import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeHeapSnapshot } from "node:v8";
import { collectGarbage } from "./hand-written.ts";

const CALLS = 100;
const fromCurrentFolder = createRequire(join(process.cwd(), "x.js"));

interface MemlabApi {
  readonly findLeaksBySnapshotFilePaths: (
    baseline: string,
    target: string,
    final: string,
    options: { readonly workDir: string },
  ) => Promise<readonly unknown[]>;
}

/** memlab's own rules for leaks on three snapshots: before the calls, after them, and after as many more. */
export function memlabFindsLeaks(body: () => unknown): Promise<boolean> {
  return withSnapshots(body, async ([baseline, target, final], workDir) => {
    const { findLeaksBySnapshotFilePaths } = fromCurrentFolder("@memlab/api") as MemlabApi;
    return (await findLeaksBySnapshotFilePaths(baseline, target, final, { workDir })).length > 0;
  });
}

interface MemlabAnalysis {
  readonly ObjectUnboundGrowthAnalysis: new () => {
    readonly analyzeSnapshotsInDirectory: (folder: string) => Promise<unknown>;
  };
}

/** `memlab analyze unbound-object`: objects whose retained size rises from snapshot to snapshot. */
export function memlabSeesGrowth(body: () => unknown): Promise<boolean> {
  return withSnapshots(body, async (_, workDir) => {
    const { ObjectUnboundGrowthAnalysis } = fromCurrentFolder("@memlab/heap-analysis") as MemlabAnalysis;
    const { info } = fromCurrentFolder("@memlab/core") as {
      readonly info: { topLevel: (text: string) => void };
    };
    let isReported = false;
    info.topLevel = (text) => {
      isReported ||= text.startsWith("Top growing objects");
    };
    await new ObjectUnboundGrowthAnalysis().analyzeSnapshotsInDirectory(workDir);
    return isReported;
  });
}

type Three = readonly [baseline: string, target: string, final: string];

async function withSnapshots(
  body: () => unknown,
  read: (snapshots: Three, folder: string) => Promise<boolean>,
): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "leakproof-memlab-"));
  const take = async (name: string): Promise<string> => {
    for (let call = 0; call < CALLS; call++) await body();
    collectGarbage();
    return writeHeapSnapshot(join(folder, `${name}.heapsnapshot`));
  };
  try {
    return await read([await take("s1"), await take("s2"), await take("s3")], folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
