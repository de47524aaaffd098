import { mayBeFull, REGULAR_SHARE } from "./piled-up.ts";
import type { Leak } from "./trace/leak.ts";

/** Calls by which a cache of the usual sizes (100 to 5,000 entries) is full, and has been for half of them; a leak still grows. */
export const CALLS_THAT_FILL = 10_000;

/** A little more than the calls must double before they can count as flat: the last round need not end where that is reached. */
export const TELLING_RATIO = 2.1;

/**
 * Calls by which what these leaks tell of would be full if it were a cache. What seldom calls leave behind fills more slowly: as much of it
 * has to pile up as of what every twentieth call leaves. That a cache is full already shows once the calls have doubled.
 *
 * @param callsMade - calls by which the leaks were counted
 */
export function callsThatFill(leaks: readonly Pick<Leak, "perCall" | "alive">[], callsMade: number): number {
  const share = Math.max(0, ...leaks.map(({ perCall }) => perCall));
  const filling = share > 0 && share < REGULAR_SHARE ? (CALLS_THAT_FILL * REGULAR_SHARE) / share : CALLS_THAT_FILL;
  return mayBeFull(callsMade, leaks) ? Math.max(filling, TELLING_RATIO * callsMade) : filling;
}
