import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { runQuietly } from "../scripts/run-quietly.ts";

const MEMLAB = ["@memlab/core@2.0.5", "@memlab/heap-analysis@2.0.5", "@memlab/api@2.0.5"];

/** Installs memlab into a folder of its own: it brings 225 packages that nothing else here needs. */
export async function installMemlab(cache: string): Promise<void> {
  const folder = join(cache, "memlab");
  const stamp = join(folder, "installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === MEMLAB.join()) return;
  console.log("Installing memlab (once).");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  await runQuietly("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", ...MEMLAB], {
    cwd: folder,
  });
  writeFileSync(stamp, MEMLAB.join());
}

/** What of memlab others are compared with. */
export interface Memlab {
  /** Writes a heap snapshot of this process and returns its file, which is the caller's to remove. */
  readonly takeSnapshot: () => string;
  /** The objects that its own rules call leaked, by snapshots of before the calls, of after them, and of when all was let go. */
  readonly findLeaks: (snapshots: ThreeSnapshots, workDir: string) => Promise<readonly unknown[]>;
  /** `memlab analyze unbound-object`: whether the retained size of an object rises from one snapshot of a folder to the next. */
  readonly seesGrowth: (folder: string) => Promise<boolean>;
}

/** Files of snapshots, in the order in which they were taken. */
export type ThreeSnapshots = readonly [baseline: string, target: string, final: string];

/** A heap as memlab shows it. */
export interface MemlabHeap {
  readonly nodes: { readonly forEach: (visit: (node: MemlabNode) => void) => void };
}

/** An object of such a heap. */
export interface MemlabNode {
  readonly name: string;
  readonly type: string;
  readonly retainedSize: number;
  readonly pathEdge: { readonly fromNode: MemlabNode } | null;
  readonly references: readonly { readonly name_or_index: string | number }[];
}

interface Api {
  readonly findLeaksBySnapshotFilePaths: (
    baseline: string,
    target: string,
    final: string,
    options: { readonly workDir: string },
  ) => Promise<readonly unknown[]>;
}

interface Core {
  readonly config: { muteConsole: boolean };
  readonly info: { topLevel: (text: string) => void };
  readonly dumpNodeHeapSnapshot: () => string;
}

interface HeapAnalysis {
  readonly getFullHeapFromFile: (file: string) => Promise<MemlabHeap>;
  readonly ObjectUnboundGrowthAnalysis: new () => {
    readonly analyzeSnapshotsInDirectory: (folder: string) => Promise<unknown>;
  };
}

/** Loads what judges from the memlab of a cache, and keeps it from printing. */
export function loadMemlab(cache: string): Memlab {
  const require = requireFrom(cache);
  const { config, info, dumpNodeHeapSnapshot } = require("@memlab/core") as Core;
  const { findLeaksBySnapshotFilePaths } = require("@memlab/api") as Api;
  const { ObjectUnboundGrowthAnalysis } = require("@memlab/heap-analysis") as HeapAnalysis;
  config.muteConsole = true;
  return {
    takeSnapshot: dumpNodeHeapSnapshot,
    findLeaks: (snapshots, workDir) => findLeaksBySnapshotFilePaths(...snapshots, { workDir }),
    seesGrowth: async (folder) => {
      let isSeen = false;
      // It returns nothing: what it found is only printed.
      info.topLevel = (text) => {
        isSeen ||= text.startsWith("Top growing objects");
      };
      await new ObjectUnboundGrowthAnalysis().analyzeSnapshotsInDirectory(folder);
      return isSeen;
    },
  };
}

/** Loads only what reads snapshots from the memlab of a cache, so that nothing else of it takes memory. */
export function loadMemlabReader(cache: string): (file: string) => Promise<MemlabHeap> {
  const require = requireFrom(cache);
  const { getFullHeapFromFile } = require("@memlab/heap-analysis") as HeapAnalysis;
  const { config } = require("@memlab/core") as Core;
  config.muteConsole = true;
  return getFullHeapFromFile;
}

function requireFrom(cache: string): NodeJS.Require {
  return createRequire(join(cache, "memlab", "package.json"));
}
