import type { Rounds } from "./rounds.ts";

/** What bounds the marked calls. */
export interface MarkedCallsBounds {
  readonly callMs: number;
  readonly timeLeftMs: number;
  readonly maxGrowthBytes: number;
}

// Enough for a leak on every tenth call to show ten times, and few enough to be made in a moment although they are tracked.
const USUAL_CALLS = 100;

// Tracking and sampling make a body that allocates 7 to 12 times slower.
const TRACKED_SLOWDOWN = 10;
const SHARE_OF_TIME = 0.3;
const SHARE_OF_GROWTH = 0.125;

/** Says how many calls to mark before the snapshot: a hundred, or as many as time and memory allow. */
export function planMarkedCalls(rounds: Rounds, { callMs, timeLeftMs, maxGrowthBytes }: MarkedCallsBounds): number {
  const inTime = (timeLeftMs * SHARE_OF_TIME) / TRACKED_SLOWDOWN / Math.max(callMs, 1e-4);
  const bytesPerCall = rounds.judges.reduce((sum, { growth }) => sum + Math.max(0, growth.bytesPerCall), 0);
  const inMemory = (SHARE_OF_GROWTH * maxGrowthBytes) / Math.max(1, bytesPerCall);
  return Math.max(1, Math.floor(Math.min(USUAL_CALLS, Math.max(inTime, FEWEST_CALLS), inMemory)));
}

// Fewer say nothing of what happens on each call.
const FEWEST_CALLS = 4;
