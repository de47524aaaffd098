import type { Rounds } from "./rounds.ts";

/** What bounds the marked calls. */
export interface MarkedCallsBounds {
  readonly callMs: number;
  /** Calls made so far. */
  readonly callsMade: number;
  readonly timeLeftMs: number;
  readonly maxGrowthBytes: number;
  /** Bytes by which the heap may grow so that its snapshot still fits in the time. */
  readonly heapRoomBytes: number;
}

/** Calls enough for a leak on every tenth call to show ten times, and few enough to be made in a moment although they are tracked. */
export const USUAL_MARKED_CALLS = 100;

// Little per call may be much that only some calls leave behind: quick calls are made in a number that shows enough of those. A bounded cache looks
// as if nothing had gone from it while all of it stems from the marked calls, so those before them have to be many more.
const SELDOM_CALLS = 1000;
const SHARE_OF_CALLS = 0.1;

// Where a call leaves much behind and takes long, or leaves so much that the snapshot takes long, as many show it as well: of 10,000 small objects
// per call it took 8 s after 79 calls, and 5 s after 40 (Node 24).
const FEW_CALLS = 40;
const MOST_MS = 50;
const MUCH_BYTES = 1024;
const MOST_MARKED_BYTES = 4_000_000;

// Tracking and sampling make a body that allocates 7 to 12 times slower.
const TRACKED_SLOWDOWN = 10;
const SHARE_OF_TIME = 0.3;
const SHARE_OF_GROWTH = 0.125;
// The calls themselves take a part of the time.
const SHARE_OF_ROOM = 0.7;

/**
 * Says how many calls to mark before the snapshot: a hundred, more of quick ones that leave little behind, fewer of those that take long
 * and leave much, or as many as time and memory allow.
 */
export function planMarkedCalls(
  { judges }: Pick<Rounds, "judges">,
  { callMs, callsMade, timeLeftMs, maxGrowthBytes, heapRoomBytes }: MarkedCallsBounds,
): number {
  const inTime = (timeLeftMs * SHARE_OF_TIME) / TRACKED_SLOWDOWN / Math.max(callMs, 1e-4);
  const bytesPerCall = judges.reduce((sum, { growth }) => sum + Math.max(0, growth.bytesPerCall), 0);
  const inMemory = (SHARE_OF_GROWTH * maxGrowthBytes) / Math.max(1, bytesPerCall);
  const heapPerCall = judges.find(({ judge }) => judge === "heap")?.growth.bytesPerCall ?? 0;
  const inRoom = Math.max(FEWEST_CALLS, (SHARE_OF_ROOM * heapRoomBytes) / Math.max(1, heapPerCall));
  const quick = Math.min(MOST_MS / Math.max(callMs, 1e-4), MOST_MARKED_BYTES / Math.max(1, heapPerCall));
  const enough = enoughCalls(bytesPerCall, Math.min(quick, SHARE_OF_CALLS * callsMade), quick);
  return Math.max(1, Math.floor(Math.min(enough, Math.max(inTime, FEWEST_CALLS), inMemory, inRoom)));
}

function enoughCalls(bytesPerCall: number, many: number, quick: number): number {
  return bytesPerCall < MUCH_BYTES
    ? Math.min(SELDOM_CALLS, Math.max(USUAL_MARKED_CALLS, many))
    : Math.min(USUAL_MARKED_CALLS, Math.max(FEW_CALLS, quick));
}

// Fewer say nothing of what happens on each call.
const FEWEST_CALLS = 4;
