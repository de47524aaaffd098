import type { Reading } from "./probe.ts";

// Taken once: a test that replaces `process.memoryUsage` must not change what is measured.
const memoryUsage = process.memoryUsage.bind(process);

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
