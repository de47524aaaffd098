import { freemem } from "node:os";

// Milliseconds of CPU that V8 needs to write a snapshot of one MB of live heap, by major release of Node.
const WRITE_MS_PER_MB: Readonly<Record<number, number>> = { 20: 90, 22: 85, 24: 55, 26: 55 };
const SLOWEST_WRITE_MS_PER_MB = 90;
const ANALYSE_MS_PER_MB = 30;
const FIXED_MS = 250;

// A snapshot and its analysis take as long as about so many walks over the heap: a measure that knows the machine and its load.
const EXPLAIN_IN_WALKS = 25;

/** Estimates the milliseconds from the mark to the end of the analysis, without the calls themselves. */
export function estimateExplainMs(heapBytes: number, nodeMajor: number, walkMs = 0): number {
  const perMegabyte = (WRITE_MS_PER_MB[nodeMajor] ?? SLOWEST_WRITE_MS_PER_MB) + ANALYSE_MS_PER_MB;
  return FIXED_MS + Math.max((heapBytes / 1e6) * perMegabyte, walkMs * EXPLAIN_IN_WALKS);
}

/** Says that there is too little time for an explanation. */
export function describeShortage(heapBytes: number, neededMs: number, leftMs: number): string {
  return `a heap snapshot of ${megabytes(heapBytes)} takes about ${seconds(neededMs)}, and ${seconds(Math.max(0, leftMs))} are left: give the test a longer timeout`;
}

// To write a snapshot V8 takes 6 to 8 times the live heap besides it (heaps of 23 to 330 MB, Node 20 to 26); its analysis, later, less.
const MEMORY_PER_HEAP = 8;

/** Says that a snapshot would need more memory than the machine or its container has left; undefined if it fits. */
export function describeMemoryShortage(
  heapBytes: number,
  availableBytes: number = readAvailable(),
): string | undefined {
  const needed = MEMORY_PER_HEAP * heapBytes;
  if (needed <= availableBytes) return undefined;
  return `a heap snapshot of ${megabytes(heapBytes)} takes about ${megabytes(needed)} of memory, and ${megabytes(availableBytes)} are left`;
}

// Knows of the limits of a container, unlike what the operating system calls free.
function readAvailable(): number {
  // Absent from the types of Node 20.
  const { availableMemory } = process as { availableMemory?: () => number };
  const available = availableMemory?.() ?? 0;
  return available > 0 ? available : freemem();
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
