import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { NODE_MAJOR } from "../node-major.ts";

type ForceGc = () => void;

interface Collector {
  readonly full: ForceGc;
  /** Absent where only the inspector can be had. */
  readonly minor?: ForceGc;
  /** Absent there as well, and where V8 does not know of it: before Node 22. */
  readonly lastResort?: ForceGc;
}

const KEY = Symbol.for("leakproof.collector");
const held = globalThis as { [KEY]?: Collector };

/**
 * Gives a function that forces one full, synchronous garbage collection, whatever flags Node was started with.
 *
 * Works in the main thread, in worker threads, in vm contexts and in child processes. The function is made once per realm: the
 * context that it comes from costs about 150 kB.
 *
 * @throws Error if neither V8's `gc` nor the inspector can be had; the message says what to do.
 */
export function obtainForceGc(): ForceGc {
  return obtainCollector().full;
}

/**
 * Gives a function that forces one collection of what is young, which takes about 3 ms where a full one takes 40; undefined where
 * there is none.
 *
 * @throws Error as `obtainForceGc` does
 */
export function obtainMinorGc(): ForceGc | undefined {
  return obtainCollector().minor;
}

/**
 * Gives a function that forces what V8 does when memory runs out: collections until nothing more is freed, with its caches emptied; undefined where
 * there is none.
 *
 * @throws Error as `obtainForceGc` does
 */
export function obtainLastResortGc(): ForceGc | undefined {
  return obtainCollector().lastResort;
}

function obtainCollector(): Collector {
  held[KEY] ??= gcOfThisRuntime() ?? gcOfNewContext() ?? { full: gcOfInspector() };
  return held[KEY];
}

type Gc = (
  options?:
    | { readonly type: "minor" }
    | { readonly type: "major"; readonly execution: "sync"; readonly flavor: "last-resort" },
) => void;

function gcOfThisRuntime(): Collector | undefined {
  const { gc } = globalThis as { gc?: Gc };
  return typeof gc === "function" ? collectorOf(gc) : undefined;
}

function gcOfNewContext(): Collector | undefined {
  try {
    setFlagsFromString("--expose-gc");
    const gc: unknown = runInNewContext("typeof gc === 'function' ? gc : undefined");
    return typeof gc === "function" ? collectorOf(gc as Gc) : undefined;
  } catch {
    return undefined;
  } finally {
    setFlagsFromString("--no-expose-gc");
  }
}

// Any argument, even `undefined`, turns gc() into a minor collection on some releases.
function collectorOf(gc: Gc): Collector {
  return {
    full: () => {
      gc();
    },
    minor: () => {
      gc({ type: "minor" });
    },
    ...(NODE_MAJOR < 22
      ? {}
      : {
          lastResort: () => {
            gc({ type: "major", execution: "sync", flavor: "last-resort" });
          },
        }),
  };
}

function gcOfInspector(): ForceGc {
  try {
    // Loaded only here: where V8 offers its own way nobody needs it, and every test file under the guard would pay for it.
    const { Session } = process.getBuiltinModule("node:inspector");
    const session = new Session();
    session.connect();
    return () => {
      session.post("HeapProfiler.collectGarbage");
    };
  } catch (cause) {
    throw new Error(
      "forced garbage collection is not available: this runtime offers neither V8's gc nor an inspector. " +
        "Start it with --expose-gc (for example `node --expose-gc node_modules/vitest/vitest.mjs run`)",
      { cause },
    );
  }
}
