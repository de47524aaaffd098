import type { Reading } from "./probe.ts";

// Taken once: a test that replaces `process.memoryUsage` must not change what is measured.
const memoryUsage = process.memoryUsage.bind(process);

/** Bytes of the heap and outside it, all that is judged. */
export function totalBytes({ heap, external, arrayBuffers }: Reading): number {
  return heap + external + arrayBuffers;
}

/** Reads all probes at once, so that they speak of the same instant. */
export function readMemory(): Reading {
  const usage = memoryUsage();
  return {
    heap: usage.heapUsed,
    external: usage.external - usage.arrayBuffers,
    arrayBuffers: usage.arrayBuffers,
    rss: usage.rss,
  };
}
