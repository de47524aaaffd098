import { REGULAR_SHARE } from "./piled-up.ts";
import type { Leak } from "./trace/leak.ts";

/** Calls by which a cache of the usual sizes (100 to 5,000 entries) is full, and has been for half of them; a leak still grows. */
export const CALLS_THAT_FILL = 10_000;

/**
 * Calls by which what these leaks tell of would be full if it were a cache. What seldom calls leave behind fills more slowly: as much of it
 * has to pile up as of what every twentieth call leaves.
 */
export function callsThatFill(leaks: readonly Pick<Leak, "perCall">[]): number {
  const share = Math.max(0, ...leaks.map(({ perCall }) => perCall));
  return share > 0 && share < REGULAR_SHARE ? (CALLS_THAT_FILL * REGULAR_SHARE) / share : CALLS_THAT_FILL;
}
