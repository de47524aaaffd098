import { findLeaks, type Growth } from "../../src/trace/find-leaks.ts";
import { viewHeap } from "../../src/trace/heap-view.ts";
import { createLeakReader } from "../../src/trace/leak-reader.ts";
import { findNodeScripts } from "../../src/trace/source/node-scripts.ts";
import { createSourcePositions } from "../../src/trace/source/source-positions.ts";
import { drawHeap, LAST_ID_BEFORE, type Drawn } from "../heap/draw-heap.ts";

export const OWN_SCRIPT = 1;
export const DEPENDENCY_SCRIPT = 2;
export const RUNNER_SCRIPT = 3;
export const RUNTIME_SCRIPT = 4;

const scripts = new Map([
  [OWN_SCRIPT, { url: "file:///project/src/job.js", sourceMapUrl: "" }],
  [DEPENDENCY_SCRIPT, { url: "file:///project/node_modules/lru/index.js", sourceMapUrl: "" }],
  [RUNNER_SCRIPT, { url: "file:///project/node_modules/@vitest/spy/dist/index.js", sourceMapUrl: "" }],
  [RUNTIME_SCRIPT, { url: "node:events", sourceMapUrl: "" }],
]);

/** Explains a drawn heap: everything but the process. */
export async function explainDrawn(drawn: Drawn, calls: number, growth?: Growth): ReturnType<typeof findLeaks> {
  const view = viewHeap(drawHeap(drawn).snapshot, LAST_ID_BEFORE);
  const reader = createLeakReader(view, findNodeScripts(view), scripts, await createSourcePositions(scripts));
  const capture = {
    snapshotPath: "",
    snapshotBytes: 0,
    snapshotMs: 0,
    isKept: false,
    lastIdBefore: LAST_ID_BEFORE,
    samplingInterval: 16,
    allocationSites: [],
    readScripts: async () => scripts,
    readPromiseState: async () => undefined,
    findGrownCollections: async () => [],
    timeLeftMs: () => Infinity,
  };
  return findLeaks(view, reader, { ...capture, calls }, growth);
}
