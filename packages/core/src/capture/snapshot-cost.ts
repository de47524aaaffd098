// Milliseconds of CPU that V8 needs to write a snapshot of one MB of live heap, by major release of Node.
const WRITE_MS_PER_MB: Readonly<Record<number, number>> = { 20: 90, 22: 85, 24: 55, 26: 55 };
const SLOWEST_WRITE_MS_PER_MB = 90;
const ANALYSE_MS_PER_MB = 30;
const FIXED_MS = 250;

/** Estimates the milliseconds from the mark to the end of the analysis, without the calls themselves. */
export function estimateExplainMs(heapBytes: number, nodeMajor: number): number {
  const perMegabyte = (WRITE_MS_PER_MB[nodeMajor] ?? SLOWEST_WRITE_MS_PER_MB) + ANALYSE_MS_PER_MB;
  return FIXED_MS + (heapBytes / 1e6) * perMegabyte;
}
