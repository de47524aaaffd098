import { gtr, intersects, lt, major, minVersion, satisfies } from "semver";

/** A range of Node releases that a package names as its own, as `engines` does. */
export interface Need {
  /** As in `vitest 5.1.1`. */
  readonly name: string;
  readonly range: string;
}

/** The first need that a release does not meet. */
export function unmetNeed(needs: readonly Need[], version: string): Need | undefined {
  return needs.find(({ range }) => !covers(range, version));
}

/**
 * Whether a range covers a release.
 *
 * Ranges leave out the majors that never got long-term support, 23 and 25 as a rule, because nobody maintains them and not because
 * anything would not run there: such a major counts as covered where older and newer ones are.
 */
export function covers(range: string, version: string): boolean {
  if (satisfies(version, range)) return true;
  const oldest = minVersion(range);
  if (oldest === null || lt(version, oldest) || gtr(version, range)) return false;
  return major(version) % 2 === 1 && !intersects(range, `${major(version)}.x`);
}
