import { getHeapCodeStatistics } from "node:v8";
import { obtainLastResortGc } from "./force-gc.ts";

/** Bytes of compiled code that V8 has made and not collected yet, garbage included. Takes a walk over the heap: 3 ms for 40 MB. */
export function readCompiledBytes(): number {
  return getHeapCodeStatistics().bytecode_and_metadata_size;
}

/**
 * Empties V8's cache of compiled scripts: has it collect garbage as it does when memory runs out, which takes as long as three forced collections.
 *
 * V8 lets go of what it compiled when that has not run during some of its own collections, and forced ones don't count: `vm.Script` and
 * `vm.runInContext`, on Node 26 `new Function` and `eval` as well, add 600 B for each text that is new, for ever.
 */
export async function emptyCodeCache(): Promise<void> {
  const collectAll = obtainLastResortGc();
  if (collectAll === undefined) await collectByInspector();
  else collectAll();
}

async function collectByInspector(): Promise<void> {
  // Loaded only here: few bodies compile anything, and every test file under the guard would pay for it.
  const { openInspector } = await import("../capture/inspector.ts");
  const inspector = openInspector();
  try {
    await inspector.post("HeapProfiler.collectGarbage");
  } finally {
    inspector.close();
  }
}
