import type { Caller } from "./calls.ts";
import type { Settler } from "./collect/settle.ts";
import { totalBytes } from "./probes/read-memory.ts";
import type { Sample } from "./samples.ts";
import type { TimePlan } from "./time-plan.ts";

/** What the calls of the warm-up allocated, in bytes per call. */
export interface WarmUpAllocations {
  /** Most bytes that one call of the warm-up allocated: what it may retain, before a settled reading tells. */
  readonly bytesPerCall: number;
  /** The same of runs of calls long enough that no single one of them makes it; 0 if there was none. */
  readonly usualBytesPerCall: number;
}

/** What the length of the next round goes by. */
export interface RoundsSoFar extends WarmUpAllocations {
  /** Readings so far; one more than rounds. */
  readonly samples: readonly Sample[];
  readonly caller: Pick<Caller, "callMs">;
  readonly settler: Pick<Settler, "collectionMs" | "emptiesCodeCache">;
  readonly time: Pick<TimePlan, "left">;
  readonly maxGrowthBytes: number;
  /** Bytes by which the heap may grow so that there is time for its snapshot afterwards. */
  readonly heapRoomBytes: number;
}

const MOST_CALLS_PER_ROUND = 4096;

// To empty the cache takes as long as three, and one follows.
const COLLECTIONS_TO_EMPTY = 4;

/** With fewer calls a growing array may not have filled its first backing store (17 elements) twice. */
export const FEWEST_FLAT_CALLS = 32;

// A body that is not flat at once wants more calls, and each collection costs as much as a round: twice, rounds double.
const LONGER_AFTER_ROUNDS: readonly number[] = [2, 4];

// What a call seemed to take and to allocate before it was warm (the table of a large array doubled just then) need not be so: the first rounds tell,
// and lengthen to what they would have been. By little enough that what only some calls retain shows before it reaches the bound.
const CATCH_UP = 8;
const LAST_ROUND_TO_CATCH_UP = 4;

/** Rounds are short enough for nine points, from which a slope has a confidence interval, and for collections in between. */
export const ROUNDS_PER_PLAN = 10;
const ROUNDS_PER_MAX_GROWTH = 16;

/**
 * Says how many calls the next round has, where the user did not.
 *
 * As many as take as long as a collection, within time and memory. But for the first few, which find that out, and two doublings rounds are of
 * equal length, because V8 keeps tables as large as what was alive between two collections (a class defined per call, for one): in rounds that
 * double for ever, those would seem to grow without end. Where memory outside the heap moves they differ, see `ditheredLength`.
 *
 * @param length - calls of the round before it, undithered; 0 before the first
 * @returns undithered
 */
export function nextLength(length: number, soFar: RoundsSoFar): number {
  const { samples, bytesPerCall, maxGrowthBytes, heapRoomBytes } = soFar;
  const [first, last] = [samples[0], samples.at(-1)];
  const rounds = samples.length - 1;
  if (!first || !last || rounds === 0) return withinGrowth(wishedLength(soFar), bytesPerCall, maxGrowthBytes);
  const doubled = LONGER_AFTER_ROUNDS.includes(rounds) ? Math.min(2 * length, MOST_CALLS_PER_ROUND) : length;
  // What every call allocates anew takes time to free, whether it is retained or not: a buffer of a megabyte, say.
  const wished = withinGrowth(wishedLength(soFar), soFar.usualBytesPerCall, maxGrowthBytes);
  const caughtUp = rounds <= LAST_ROUND_TO_CATCH_UP ? Math.min(CATCH_UP * length, wished) : length;
  const wishedLonger = Math.max(length, Math.min(Math.max(doubled, caughtUp), callsInTime(soFar)));
  // The tables that list what was compiled in a round are as large from then on: a longer one seems to add up to 17 kB.
  const longer = soFar.settler.emptiesCodeCache ? length : wishedLonger;
  const calls = last.calls - first.calls;
  const inMemory = withinGrowth(longer, (totalBytes(last) - totalBytes(first)) / calls, maxGrowthBytes);
  return withinGrowth(inMemory, (last.heap - first.heap) / calls, heapRoomBytes);
}

// What the last calls of the warm-up took is not what a call takes where another process had the core just then: of 60 checks of a call that pushes an
// object now and then, with both cores busy (Vitest, Node 20), 58 made a first round of 2,000 calls, and two one of a hundred.
const TOO_SHORT = 4;

/**
 * Whether the last round was so much shorter than it ought to have been that what moves in the runner may hide what its calls retained: it proves
 * no calm then. An object on every tenth call seemed flat after 152 calls.
 *
 * @param length - calls of that round, undithered
 */
export function isTooShort(length: number, soFar: RoundsSoFar): boolean {
  return nextLength(length, soFar) >= TOO_SHORT * length;
}

function wishedLength(soFar: RoundsSoFar): number {
  const wished = Math.min(MOST_CALLS_PER_ROUND, Math.max(callsWhileCollecting(soFar), FEWEST_FLAT_CALLS));
  return Math.max(1, Math.min(wished, callsInTime(soFar)));
}

/** Calls that take as long as a collection, with V8's cache of code emptied before it where that is done. */
export function callsWhileCollecting({ caller, settler }: Pick<RoundsSoFar, "caller" | "settler">): number {
  const collections = settler.emptiesCodeCache ? COLLECTIONS_TO_EMPTY : 1;
  return Math.floor((collections * settler.collectionMs) / callMsOf({ caller }));
}

/** Calls that fit into a round where all rounds that a check needs are to fit into the time that is left. */
export function callsInTime(soFar: Pick<RoundsSoFar, "caller" | "time">): number {
  return Math.floor(soFar.time.left() / ROUNDS_PER_PLAN / callMsOf(soFar));
}

// The clock can be too coarse to see one.
const callMsOf = ({ caller }: Pick<RoundsSoFar, "caller">): number => Math.max(caller.callMs, 1e-4);

function withinGrowth(length: number, bytesPerCall: number, mostBytes: number): number {
  if (bytesPerCall <= 0) return length;
  return Math.max(1, Math.min(length, Math.floor(mostBytes / ROUNDS_PER_MAX_GROWTH / bytesPerCall)));
}
