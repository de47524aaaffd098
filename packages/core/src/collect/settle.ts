import type { Reading } from "../probes/probe.ts";
import { readMemory } from "../probes/read-memory.ts";
import { emptyCodeCache } from "./code-cache.ts";
import { obtainForceGc } from "./force-gc.ts";
import { nextTurn, now, realDelay } from "./real-time.ts";

// Two readings that differ by less than a small object are the same reading.
const SAME_BYTES = 64;

// Finalisers run a turn after the collection that found their objects, and free more for the next: chains of them end within a few turns.
const MOST_COLLECTIONS = 12;

/**
 * Forces garbage collection and turns the event loop until readings stop moving; counts what that costs.
 *
 * A class, as are the other parts that work during a check: V8 allots feedback to each closure anew, 2 kB in the first rounds of
 * every check, but to a method only once.
 */
export class Settler {
  readonly #forceGc: () => void = obtainForceGc();
  /** Forced collections so far. */
  collections = 0;
  /** Milliseconds that they took. */
  milliseconds = 0;
  /** Whether V8's cache of compiled scripts is emptied before readings settle: where a body feeds it, it looks like a leak. */
  emptiesCodeCache = false;

  /**
   * @param isGoodEnough - accepts a reading at once, without waiting for a second one that equals it
   * @throws Error if garbage collection is forced and an unreachable object survives it
   */
  async settle(isGoodEnough?: (reading: Reading) => boolean): Promise<Reading> {
    const sentinel = makeSentinel();
    if (this.emptiesCodeCache) await emptyCodeCache();
    let previous = await this.collect();
    if (isGoodEnough?.(previous)) return previous;
    for (let tries = 1; tries < MOST_COLLECTIONS; tries++) {
      const reading = await this.collect();
      const hasSettled = movedBytes(previous, reading) < SAME_BYTES;
      previous = reading;
      if (hasSettled || isGoodEnough?.(reading)) break;
    }
    assertCollected(sentinel);
    return previous;
  }

  /** Milliseconds that one of them took, on average. */
  get collectionMs(): number {
    return this.milliseconds / Math.max(1, this.collections);
  }

  /** Turns the event loop once and forces one collection. */
  async collect(): Promise<Reading> {
    await nextTurn();
    const start = now();
    this.#forceGc();
    this.milliseconds += now() - start;
    this.collections++;
    return readMemory();
  }
}

function movedBytes(a: Reading, b: Reading): number {
  return Math.abs(a.heap - b.heap) + Math.abs(a.external - b.external) + Math.abs(a.arrayBuffers - b.arrayBuffers);
}

function makeSentinel(): WeakRef<object> {
  return new WeakRef({});
}

// Two collections and a turn have passed since the sentinel was let go: if it is still there, nothing was collected.
function assertCollected(sentinel: WeakRef<object>): void {
  if (sentinel.deref() === undefined) return;
  throw new Error(
    "forced garbage collection has no effect in this runtime: an unreachable object survived it. " +
      "Start Node with --expose-gc (for example `node --expose-gc node_modules/vitest/vitest.mjs run`)",
  );
}

/** Waits, with back-off, until no more resources are active than `count`; gives up after `graceMs`. */
export async function drainResources(count: number, graceMs: number): Promise<number> {
  const deadline = now() + graceMs;
  let active = activeResources();
  for (let wait = 0; active > count && now() < deadline; wait = Math.min(32, wait * 2 || 1)) {
    await (wait === 0 ? nextTurn() : realDelay(wait));
    active = activeResources();
  }
  return active;
}

/** Counts the resources that keep the event loop alive. */
export function activeResources(): number {
  return process.getActiveResourcesInfo().length;
}
