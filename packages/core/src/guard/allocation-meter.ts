import { GCProfiler, getHeapStatistics } from "node:v8";

/**
 * Tells how many bytes were allocated since it was started: no more than that can have been retained. Forces no collection.
 *
 * What collections of the runtime's own freed meanwhile is added; for each of them some kilobytes are kept until then.
 */
export class AllocationMeter {
  #profiler = startProfiler();
  #start = usedBytes();
  #last = this.#start;
  #freed = 0;

  /** Bytes allocated at the least, which costs next to nothing to ask; exact where no collection has run. */
  atLeast(): number {
    const used = usedBytes();
    // What went down was collected, and how much is to be asked.
    if (used < this.#last) return this.allocated();
    this.#last = used;
    return used - this.#start + this.#freed;
  }

  /** Bytes allocated so far. */
  allocated(): number {
    this.#freed += freedBytes(this.#profiler);
    this.#profiler = startProfiler();
    this.#last = usedBytes();
    return this.#last - this.#start + this.#freed;
  }

  stop(): void {
    this.#profiler.stop();
  }
}

function startProfiler(): GCProfiler {
  const profiler = new GCProfiler();
  profiler.start();
  return profiler;
}

function usedBytes(): number {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

interface Statistics {
  readonly heapStatistics: { readonly usedHeapSize: number; readonly externalMemory: number };
}

function freedBytes(profiler: GCProfiler): number {
  const { statistics } = profiler.stop() as unknown as {
    readonly statistics: readonly { readonly beforeGC: Statistics; readonly afterGC: Statistics }[];
  };
  return statistics.reduce((sum, { beforeGC, afterGC }) => sum + Math.max(0, sizeOf(beforeGC) - sizeOf(afterGC)), 0);
}

function sizeOf({ heapStatistics: { usedHeapSize, externalMemory } }: Statistics): number {
  return usedHeapSize + externalMemory;
}
