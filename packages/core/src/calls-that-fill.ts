import { REGULAR_SHARE } from "./piled-up.ts";
import type { Leak } from "./trace/leak.ts";

/** Calls by which a cache of the usual sizes (100 to 5,000 entries) is full, and has been for half of them; a leak still grows. */
export const CALLS_THAT_FILL = 10_000;

/**
 * Calls by which what these leaks tell of would be full if it were a cache. What seldom calls leave behind fills more slowly: as much of it
 * has to pile up as of what every twentieth call leaves. Where some of what the calls bore has gone, the cache may be full already, which shows
 * once they have doubled.
 *
 * @param callsMade - calls by which the leaks were counted
 */
export function callsThatFill(leaks: readonly Pick<Leak, "perCall" | "alive">[], callsMade: number): number {
  const share = Math.max(0, ...leaks.map(({ perCall }) => perCall));
  const filling = share > 0 && share < REGULAR_SHARE ? (CALLS_THAT_FILL * REGULAR_SHARE) / share : CALLS_THAT_FILL;
  const isFull = leaks.length > 0 && leaks.every(({ alive, perCall }) => alive < WHOLE * perCall * callsMade);
  return isFull ? Math.max(filling, TELLING_RATIO * callsMade) : filling;
}

// Of 10,000 objects that a leak keeps all are there, but for those of a call that failed; a cache of 8,000 entries has 0.8 of them then.
const WHOLE = 0.95;

/** A little more than the calls must double before they can count as flat: the last round need not end where that is reached. */
export const TELLING_RATIO = 2.1;
