import type { Rounds } from "./rounds.ts";

/** What bounds the marked calls. */
export interface MarkedCallsBounds {
  readonly callMs: number;
  readonly timeLeftMs: number;
  readonly maxGrowthBytes: number;
}

// Enough for a leak on every tenth call to show ten times, and few enough to be made in a moment although they are tracked.
const USUAL_CALLS = 100;
const MOST_CALLS = 65_536;

// Tracking and sampling make a body that allocates 7 to 12 times slower.
const TRACKED_SLOWDOWN = 10;
const SHARE_OF_TIME = 0.3;
const SHARE_OF_GROWTH = 0.125;

/**
 * Says how many calls to mark before the snapshot.
 *
 * A thousand where time and memory allow. Growth that comes in steps, as that of a backing store which doubles, wants as many
 * calls again as were made before: only then is a step sure to fall among them.
 */
export function planMarkedCalls(rounds: Rounds, { callMs, timeLeftMs, maxGrowthBytes }: MarkedCallsBounds): number {
  const made = rounds.samples.at(-1)?.calls ?? 0;
  const wished = isStepwise(rounds) ? Math.max(USUAL_CALLS, Math.min(made, MOST_CALLS)) : USUAL_CALLS;
  const inTime = (timeLeftMs * SHARE_OF_TIME) / TRACKED_SLOWDOWN / Math.max(callMs, 1e-4);
  const bytesPerCall = rounds.judges.reduce((sum, { growth }) => sum + Math.max(0, growth.bytesPerCall), 0);
  const inMemory = (SHARE_OF_GROWTH * maxGrowthBytes) / Math.max(1, bytesPerCall);
  return Math.max(1, Math.floor(Math.min(wished, Math.max(inTime, FEWEST_CALLS), inMemory)));
}

// Fewer say nothing of what happens on each call.
const FEWEST_CALLS = 4;

// Smaller than any object: a round that adds less per call bore none, or not on every call.
const SMALLEST_OBJECT_BYTES = 12;

function isStepwise({ samples }: Rounds): boolean {
  return samples.some((sample, index) => {
    const before = samples[index - 1];
    return before !== undefined && (sample.heap - before.heap) / (sample.calls - before.calls) < SMALLEST_OBJECT_BYTES;
  });
}
