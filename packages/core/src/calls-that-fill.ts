import { isPiledUp, mayBeFull, REGULAR_SHARE } from "./piled-up.ts";
import type { Leak } from "./trace/leak.ts";

/** Calls by which a cache of the usual sizes (100 to 5,000 entries) is full, and has been for half of them; a leak still grows. */
export const CALLS_THAT_FILL = 10_000;

/** A little more than the calls must double before they can count as flat: the last round need not end where that is reached. */
export const TELLING_RATIO = 2.1;

/**
 * Calls by which what these leaks tell of would be full if it were a cache. That a cache is full already shows once the calls have doubled.
 *
 * @param callsMade - calls by which the leaks were counted
 */
export function callsThatFill(leaks: readonly Counted[], callsMade: number): number {
  const filling = callsForSeldom(leaks, callsMade) ?? CALLS_THAT_FILL;
  return mayBeFull(callsMade, leaks) ? Math.max(filling, TELLING_RATIO * callsMade) : filling;
}

/**
 * Calls by which seldom calls have left as much as every twentieth call leaves in those that fill a cache; undefined where some of these leaks are
 * of more calls than that.
 *
 * @param callsMade - calls by which the leaks were counted
 */
export function callsForSeldom(leaks: readonly Counted[], callsMade: number): number | undefined {
  const share = shareOfCalls(leaks, callsMade);
  return share > 0 && share < REGULAR_SHARE ? (CALLS_THAT_FILL * REGULAR_SHARE) / share : undefined;
}

/** The share of calls that leave something, by the most frequent of these leaks: those of one call come in one list, if such lists hold them. */
export function shareOfCalls(leaks: readonly Counted[], callsMade: number): number {
  const shares = leaks.map((leak) => {
    const { perCall, containersPerCall = perCall } = leak;
    // A list that each call makes anew holds what all calls left, however few such lists are alive.
    return isPiledUp(leak, callsMade) ? perCall : Math.min(perCall, containersPerCall);
  });
  return Math.max(0, ...shares);
}

type Counted = Pick<Leak, "perCall" | "alive" | "containersPerCall">;
