import { setFlagsFromString } from "node:v8";
import type { Settler } from "./settle.ts";

/**
 * Collects the compiled code of all functions that are not running; V8 compiles them again when they are called.
 *
 * V8 does so by itself with what has not run during a few of its own collections, which come when they like: modules that were loaded
 * for a check would lose 1.5 MB in the midst of its rounds. Optimised code, generators, async functions and the counts of coverage stay
 * (V8 11.3 to 14.6).
 */
export async function flushCode(settler: Settler): Promise<void> {
  setFlagsFromString("--stress-flush-code");
  try {
    await settler.collect();
  } finally {
    setFlagsFromString("--no-stress-flush-code");
  }
}
