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
  return `a heap snapshot of ${Math.round(heapBytes / 1e6)} MB takes about ${seconds(neededMs)}, and ${seconds(Math.max(0, leftMs))} are left`;
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
