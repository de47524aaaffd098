import { checkLeak } from "@leakproof/core";
import { Bench } from "tinybench";

/** What a clean verdict costs, beside one forced collection of the same heap. */
export interface VerdictCost {
  readonly heapBytes: number;
  readonly collectionMs: number;
  readonly verdictMs: number;
  readonly collections: number;
  readonly calls: number;
}

const VERDICTS = 20;
// Enough for a large heap on a busy machine: what is wanted is the cost, not whether it fits into a test.
const TIMEOUT_MS = 60_000;

/** Measures a clean verdict on a body that does nothing, in a heap of so many megabytes more. */
export async function costOnHeap(megabytes: number): Promise<VerdictCost> {
  const ballast = fillHeap(megabytes);
  // What is young would be moved by the first collections, which cost more than later ones.
  forceGc();
  forceGc();
  let collections = 0;
  let calls = 0;
  const bench = new Bench({ time: 0, iterations: VERDICTS, warmupTime: 0, warmupIterations: 1 });
  // Not ours: the yardstick must not come from what is measured.
  bench.add("one forced collection", () => forceGc());
  bench.add("a clean verdict", async () => {
    const { verdict, cost } = await checkLeak(() => {}, { timeout: TIMEOUT_MS });
    if (verdict.kind !== "clean") throw new Error(`the empty body is ${verdict.kind}`);
    collections = Math.max(collections, cost.collections);
    calls = Math.max(calls, cost.calls);
  });
  await bench.run();
  const [collectionMs = Number.NaN, verdictMs = Number.NaN] = bench.tasks.map(({ name, result }) => {
    if (result.state !== "completed")
      throw new Error(`${name}: ${result.state}`, { cause: "error" in result ? result.error : undefined });
    return result.latency.p50;
  });
  const heapBytes = process.memoryUsage().heapUsed;
  ballast.length = 0;
  return { heapBytes, collectionMs, verdictMs, collections, calls };
}

/** Fills the heap with objects such as a service keeps. */
export function fillHeap(megabytes: number): object[] {
  return Array.from({ length: megabytes * 8000 }, (_, index) => ({ index, name: `item ${index}`, next: { index } }));
}

export function forceGc(): void {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error("run with --expose-gc");
  gc();
}
