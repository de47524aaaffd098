import { nextTurn } from "../collect/real-time.ts";
import { readMemory } from "../probes/read-memory.ts";
import type { RetainedBytes } from "./suite-record.ts";

// After one, what finalisers let go is still there: 208 kB for 2,000 registrations. After two, readings repeat to 4 kB.
const COLLECTIONS = 2;

/**
 * Reads live memory, with as many collections each time.
 *
 * Does not settle as an assertion does, which goes on until readings stand still: that takes up to twelve collections.
 */
export class MemoryGauge {
  /** Forced collections so far. */
  collections = 0;

  /**
   * @param collections - how many are forced
   * @throws Error if garbage collection cannot be forced in this runtime
   */
  async read(collections: number = COLLECTIONS): Promise<RetainedBytes> {
    const forceGc = (await loadCollector()).obtainForceGc();
    for (let index = 0; index < collections; index++) {
      await nextTurn();
      forceGc();
      this.collections++;
    }
    const { heap, external, arrayBuffers } = readMemory();
    return { heap, external, arrayBuffers };
  }

  /** Collects what is young, where that can be forced. */
  async collectYoung(): Promise<void> {
    const { obtainMinorGc } = await loadCollector();
    await nextTurn();
    obtainMinorGc()?.();
  }
}

// Loaded only where something has to be collected.
const loadCollector = (): Promise<typeof import("../collect/force-gc.ts")> => import("../collect/force-gc.ts");

/** What was added from one reading to the next. */
export function grownBy(before: RetainedBytes, after: RetainedBytes): RetainedBytes {
  return {
    heap: after.heap - before.heap,
    external: after.external - before.external,
    arrayBuffers: after.arrayBuffers - before.arrayBuffers,
  };
}

/** Adds up growth. */
export function sumOf(growths: readonly RetainedBytes[]): RetainedBytes {
  return growths.reduce(
    (sum, { heap, external, arrayBuffers }) => ({
      heap: sum.heap + heap,
      external: sum.external + external,
      arrayBuffers: sum.arrayBuffers + arrayBuffers,
    }),
    { heap: 0, external: 0, arrayBuffers: 0 },
  );
}

/** All bytes that were added, whatever holds them. */
export function totalOf({ heap, external, arrayBuffers }: RetainedBytes): number {
  return heap + external + arrayBuffers;
}
