import type { LeakRecord } from "@leakproof/core";

/** A record of a test, as short as can be. */
export function recordOf(test: string, verdict: LeakRecord["verdict"], file = "/project/a.test.ts"): LeakRecord {
  return {
    version: 1,
    kind: "memory",
    subject: { file, test },
    verdict,
    judges: [
      {
        judge: "heap",
        growth:
          verdict.kind === "leaking"
            ? { kind: "growing", bytesPerCall: verdict.bytesPerCall, calls: 640, rounds: 6 }
            : { kind: "flat", bytesPerCall: 0, calls: 640 },
      },
    ],
    samples: [],
    warmUpCalls: 20,
    roundsEnd: "rounds",
    budget: { kind: "perCall", bytes: 0 },
    cost: {
      rounds: 6,
      calls: 660,
      collections: 9,
      collectionMs: 40,
      snapshots: 0,
      explainMs: 0,
      milliseconds: 84,
    },
    runtime: { node: "24.21.0", v8: "13.6", platform: "linux", arch: "x64" },
  };
}

/** A verdict that finds so much. */
export function leakOf(bytesPerCall: number): LeakRecord["verdict"] {
  return { kind: "leaking", judges: ["heap"], bytesPerCall, calls: 640, proof: "bytes", ignored: [] };
}

export const CLEAN: LeakRecord["verdict"] = { kind: "clean", because: "flat", ignored: [] };

export const IN_DOUBT: LeakRecord["verdict"] = { kind: "inconclusive", reason: { kind: "too few rounds", rounds: 2 } };
