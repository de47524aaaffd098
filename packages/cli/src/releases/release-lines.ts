import { compare, major, minor, patch, valid } from "semver";

/** Releases that were cut one after the other from the same branch: between neighbours only what they changed differs. */
export interface ReleaseLine {
  /** `trunk`, or as in `22.x`. */
  readonly name: string;
  /** Oldest first. A line of long-term support begins with the release of the trunk that it left. */
  readonly releases: readonly string[];
}

export const TRUNK = "trunk";

// The minor with which a major left the trunk for long-term support: https://github.com/nodejs/Release. Later majors stay on the
// trunk until the next one exists.
const LEFT_TRUNK: Readonly<Record<number, number>> = { 12: 13, 14: 15, 16: 13, 18: 12, 20: 9, 22: 11, 24: 11 };

/**
 * Sorts releases into lines, the trunk first.
 *
 * Semver order is no line: a fix lands on the trunk, and in older majors weeks later or never, so that a leak would come and go.
 */
export function drawLines(versions: readonly string[]): ReleaseLine[] {
  const sorted = [...new Set(versions)].sort(compare);
  const trunk = sorted.filter((version) => !isLongTerm(version));
  const lines: ReleaseLine[] = [{ name: TRUNK, releases: trunk }];
  for (const number of new Set(sorted.filter(isLongTerm).map((version) => major(version)))) {
    const releases = sorted.filter((version) => isLongTerm(version) && major(version) === number);
    const root = trunk.filter((version) => major(version) === number).at(-1);
    lines.push({ name: `${number}.x`, releases: root === undefined ? releases : [root, ...releases] });
  }
  return lines;
}

/** Leaves out what is older than both ends of a search: lines begin with the last release that neither end is older than. */
export function trimLines(lines: readonly ReleaseLine[], ends: readonly string[]): ReleaseLine[] {
  // Commits have an order of their own.
  if (ends.some((end) => valid(end) === null)) return [...lines];
  const [oldest = "0.0.0"] = [...ends].sort(compare);
  return lines.flatMap(({ name, releases }) => {
    const start = releases.findLastIndex((version) => compare(version, oldest) <= 0);
    const isAside = name !== TRUNK && name !== SEMVER && Number.parseInt(name, 10) < major(oldest);
    return isAside ? [] : [{ name, releases: releases.slice(Math.max(0, start)) }];
  });
}

/** All releases by their number, as one line: what bisecting Node usually means, and seldom monotone. */
export function semverLine(versions: readonly string[]): ReleaseLine {
  return { name: SEMVER, releases: [...new Set(versions)].sort(compare) };
}

export const SEMVER = "semver";

/** The name of the line that a release is on. */
export function lineOf(version: string): string {
  return isLongTerm(version) ? `${major(version)}.x` : TRUNK;
}

/** Whether a release begins a major: what changes there is far more than in any other. */
export function beginsMajor(version: string): boolean {
  return minor(version) === 0 && patch(version) === 0;
}

function isLongTerm(version: string): boolean {
  const left = LEFT_TRUNK[major(version)];
  return left !== undefined && minor(version) >= left;
}
