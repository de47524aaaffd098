import { GCProfiler, getHeapSpaceStatistics, getHeapStatistics } from "node:v8";

/**
 * Tells how many bytes were allocated since it was started: no more than that can have been retained. Forces no collection.
 *
 * What collections of the runtime's own freed meanwhile is added; for each of them some kilobytes are kept until then.
 */
export class AllocationMeter {
  #profiler = startProfiler();
  #start = usedBytes();
  #last = this.#start;
  readonly #youngAtStart = youngBytes();
  #freed = 0;
  #freedYoung = 0;

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
    const { all, young } = freedBytes(this.#profiler);
    this.#freed += all;
    this.#freedYoung += young;
    this.#profiler = startProfiler();
    this.#last = usedBytes();
    return this.#last - this.#start + this.#freed;
  }

  /**
   * Bytes that were allocated and may still be there. A minor collection frees only what is young: what was young at the start, at the
   * most, and for the rest what was allocated since.
   */
  survivedAtMost(): number {
    const allocated = this.allocated();
    return Math.max(0, allocated - Math.max(0, this.#freedYoung - this.#youngAtStart));
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

function youngBytes(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name: name }) => YOUNG_SPACES.has(name))
    .reduce((sum, { space_used_size: used }) => sum + used, 0);
}

const YOUNG_SPACES: ReadonlySet<string> = new Set(["new_space", "new_large_object_space"]);

// The second by the name that it had and has: V8 is about to put it in the place of the first.
const MINOR_COLLECTIONS: ReadonlySet<string> = new Set(["Scavenge", "MinorMarkCompact", "MinorMarkSweep"]);

interface Statistics {
  readonly heapStatistics: { readonly usedHeapSize: number; readonly externalMemory: number };
}

interface Collection {
  readonly gcType: string;
  readonly beforeGC: Statistics;
  readonly afterGC: Statistics;
}

/** What collections freed: all of them in all, and minor ones of the heap. */
function freedBytes(profiler: GCProfiler): { readonly all: number; readonly young: number } {
  const { statistics } = profiler.stop() as unknown as { readonly statistics: readonly Collection[] };
  const minor = statistics.filter(({ gcType }) => MINOR_COLLECTIONS.has(gcType));
  return { all: freedBy(statistics, sizeOf), young: freedBy(minor, heapSizeOf) };
}

function freedBy(collections: readonly Collection[], sizeIn: (statistics: Statistics) => number): number {
  return collections.reduce((sum, { beforeGC, afterGC }) => sum + Math.max(0, sizeIn(beforeGC) - sizeIn(afterGC)), 0);
}

function sizeOf({ heapStatistics: { usedHeapSize, externalMemory } }: Statistics): number {
  return usedHeapSize + externalMemory;
}

function heapSizeOf({ heapStatistics: { usedHeapSize } }: Statistics): number {
  return usedHeapSize;
}
