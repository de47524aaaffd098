/** What the trials of one release gave. */
export interface Tally {
  readonly leaks: number;
  readonly cleans: number;
}

/** Adds tallies up. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  let [leaks, cleans] = [0, 0];
  for (const tally of tallies) {
    leaks += tally.leaks;
    cleans += tally.cleans;
  }
  return { leaks, cleans };
}

/** A release that was not tried. */
export const NO_TRIALS: Tally = { leaks: 0, cleans: 0 };
