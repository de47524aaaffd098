import { freemem } from "node:os";
import { NODE_MAJOR } from "../node-major.ts";

/** How fast this machine goes through the heap at this moment and under its load, in milliseconds. */
export interface Pace {
  /** One forced collection: the mean of those of a check. */
  readonly collectionMs?: number | undefined;
  /** The walk over the heap that the mark takes. */
  readonly walkMs?: number | undefined;
}

/** What an explanation costs on a release of Node. */
interface Cost {
  /** Milliseconds of CPU that V8 needs to write a snapshot of one MB of live heap. */
  readonly writeMsPerMegabyte: number;
  /** Forced collections that take as long as all of it: mark, marked calls, snapshot and analysis. */
  readonly collections: number;
  /** What snapshot and analysis take, in geometric means of a walk and a collection. */
  readonly paces: number;
  /** What the analysis takes, in times of what writing took. */
  readonly analysis: number;
}

// Medians of 36 to 38 leaks of the bench of accuracy in each of eight settings: Jest and Vitest, idle and with both cores busy, heaps of 13 to
// 50 MB. The middle half of them lies within a factor of 1.3 to 1.6 where collections alone are asked, of 1.2 to 1.7 with a walk alone, which
// is taken once and tells of other processes that have the cores just then, of 1.2 to 1.4 with the mean of both, and of 1.2 with what writing took.
const COSTS: Readonly<Record<number, Cost>> = {
  20: { writeMsPerMegabyte: 90, collections: 106, paces: 44, analysis: 0.8 },
  22: { writeMsPerMegabyte: 85, collections: 80, paces: 42, analysis: 0.8 },
  24: { writeMsPerMegabyte: 55, collections: 61, paces: 32, analysis: 1.1 },
  26: { writeMsPerMegabyte: 55, collections: 63, paces: 31, analysis: 1 },
};
const DEAREST: Cost = { writeMsPerMegabyte: 90, collections: 106, paces: 44, analysis: 1.1 };
const COST_HERE = COSTS[NODE_MAJOR] ?? DEAREST;
const ANALYSE_MS_PER_MEGABYTE = 30;
const FIXED_MS = 250;

/**
 * Estimates the milliseconds from the mark to the end of the analysis, without the calls; once the walk of the mark is known, from the snapshot on.
 *
 * @param heapBytes - the live heap
 * @param pace - what is known of the machine; without it, an idle one is meant
 */
export function estimateExplainMs(heapBytes: number, { collectionMs = 0, walkMs }: Pace = {}): number {
  const { writeMsPerMegabyte, collections, paces } = COST_HERE;
  const onIdleMachine = FIXED_MS + (heapBytes / 1e6) * (writeMsPerMegabyte + ANALYSE_MS_PER_MEGABYTE);
  const atPace = walkMs === undefined ? collections * collectionMs : paces * Math.sqrt(walkMs * collectionMs);
  return Math.max(onIdleMachine, atPace);
}

/**
 * By what factor the time left may seem too short where trying costs nothing. Half of all snapshots take up to 1.4 times less or more than estimated:
 * only those are given up then that are all but sure to take too long, and how long writing took will tell whether there is time for the rest.
 */
export const PATIENCE = 1.4;

/** Estimates the milliseconds that the analysis takes of a snapshot which took so many to write. */
export function estimateAnalysisMs(writeMs: number): number {
  return COST_HERE.analysis * writeMs;
}

/** Says that there is too little time for an explanation. */
export function describeShortage(heapBytes: number, neededMs: number, leftMs: number): string {
  return `a heap snapshot of ${megabytes(heapBytes)} takes about ${seconds(neededMs)}, and ${seconds(Math.max(0, leftMs))} are left: give the test a longer timeout`;
}

/** Says that writing the snapshot left too little time for its analysis. */
export function describeLateSnapshot(writeMs: number, leftMs: number): string {
  return `the heap snapshot took ${seconds(writeMs)} to write, and ${seconds(Math.max(0, leftMs))} are left, which are too few for its analysis: give the test a longer timeout`;
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
