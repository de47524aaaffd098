/** The quantities that one reading of the process gives, in bytes. */
export interface Reading {
  /** Bytes of the JavaScript heap in use. */
  readonly heap: number;
  /** Bytes that native objects hold outside the heap, without `ArrayBuffer` memory. */
  readonly external: number;
  /** Bytes of `ArrayBuffer` and `Buffer` memory. */
  readonly arrayBuffers: number;
  /** Resident set size of the whole process; recorded, never judged. */
  readonly rss: number;
}

/** The judges of memory: each has a probe of its own, and its own verdict on growth. */
export type MemoryJudge = "heap" | "external" | "arrayBuffers";

/** All judges: those of memory, and those of what is open or pending after one call. */
export type Judge = MemoryJudge | "handles" | "promises";

/** Reads one countable thing, and knows how far two readings of it may differ when nothing leaks. */
export interface Probe {
  readonly judge: MemoryJudge;
  /** Growth over a whole window, in bytes, which this probe cannot tell from none. */
  readonly toleranceBytes: number;
  /** Whether the thing is accounted for in whole blocks, so that even a few calls can move it by the whole tolerance. */
  readonly movesInBlocks: boolean;
  readonly read: (reading: Reading) => number;
}
