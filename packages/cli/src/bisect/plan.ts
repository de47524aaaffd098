import { compare, major, satisfies, validRange } from "semver";
import type { EarlierTests } from "../earlier-tests/list-tests.ts";
import { namePrefix, upTo } from "../earlier-tests/subset.ts";
import type { Header, Settings } from "../log/entries.ts";
import { drawLines, lineOf, type ReleaseLine, semverLine, TRUNK } from "../releases/release-lines.ts";
import { resolveVersion } from "../releases/resolve-version.ts";
import { TESTS } from "../survey/search-tests.ts";
import { UserError } from "../user-error.ts";

/** The line that commits are on. */
export const COMMITS = "commits";

/** Decides on a bisection over commits, of which both ends are named. */
export function planCommits(
  { commits, good, bad }: { readonly commits: readonly string[]; readonly good: string; readonly bad: string },
  request: Pick<PlanRequest, "command" | "script" | "runner" | "platform" | "settings" | "now"> & {
    readonly setup?: string | undefined;
  },
): Header {
  const { command, setup, platform, settings, now } = request;
  return {
    type: "bisect",
    version: 1,
    axis: "commits",
    ...(setup === undefined ? {} : { setup }),
    command,
    ...variantOf(request),
    platform,
    lines: [{ name: COMMITS, releases: commits }],
    leaking: bad,
    cleanCandidates: [good],
    atHand: [],
    settings,
    startedAt: now.toISOString(),
  };
}

/** Decides on a bisection over the tests that run before the one that leaks. */
export function planTests(
  earlier: EarlierTests,
  request: Pick<PlanRequest, "command" | "runner" | "platform" | "settings" | "now">,
): Header {
  const { command, platform, settings, now } = request;
  const releases = [0, ...upTo(earlier.tests.length)].map((length) => namePrefix(length, []));
  const [alone = "", all = alone] = [releases[0], releases.at(-1)];
  return {
    type: "bisect",
    version: 1,
    axis: "tests",
    earlier,
    command,
    ...variantOf(request),
    platform,
    lines: [{ name: TESTS, releases }],
    leaking: all,
    cleanCandidates: [alone],
    atHand: [],
    // What is found is tried by itself in the end, which is more than a sweep tells.
    settings: { ...settings, sweeps: false },
    startedAt: now.toISOString(),
  };
}

/** What the user asked. */
export interface PlanRequest {
  readonly good?: string | undefined;
  readonly bad?: string | undefined;
  readonly find: "leaks" | "fixed";
  /** `auto`, `semver`, or names of lines as in `trunk,22`. */
  readonly lines: string;
  /** Releases that are left out, as in `22.15.1`, or `21` for all of 21. */
  readonly skip: readonly string[];
  readonly releases: readonly string[];
  readonly current: string;
  readonly command: readonly string[];
  readonly script?: string | undefined;
  readonly runner?: string | undefined;
  /** Whether the command can be tried on a release, as far as that is known without trying; all by default. */
  readonly supports?: (version: string) => boolean;
  readonly platform: string;
  readonly atHand: readonly string[];
  readonly settings: Settings;
  readonly now: Date;
}

const OLDEST_MAJOR = 18;

/**
 * Decides on the ends and lines of a bisection.
 *
 * @throws UserError if the ends make no range
 */
export function planBisection(request: PlanRequest): Header {
  const { find, settings, supports = () => true } = request;
  const unknown = request.skip.find((range) => validRange(range) === null);
  if (unknown !== undefined)
    throw new UserError(
      `--skip: ${JSON.stringify(unknown)} is no release of Node: write 22.15.1, or 21 for all of its releases.`,
    );
  const releases = request.releases.filter(
    (version) => major(version) >= OLDEST_MAJOR && !request.skip.some((range) => satisfies(version, range)),
  );
  const leaking = resolveVersion(
    request.bad ?? request.current,
    releases,
    request.bad === undefined ? "this Node" : "--bad",
  );
  const good = request.good === undefined ? undefined : resolveVersion(request.good, releases, "--good");
  if (good === leaking) throw new UserError(`Both ends are Node ${leaking}: name another with --good or --bad.`);
  if (good !== undefined && find === "fixed" && compare(good, leaking) < 0)
    throw new UserError(
      `--find fixed looks for the release that ended a leak: the good end (${good}) must be newer than the bad one (${leaking}).`,
    );
  const cleanCandidates = good === undefined ? candidates(find, leaking, releases.filter(supports)) : [good];
  if (cleanCandidates.length === 0)
    throw new UserError(
      `There is no ${find === "leaks" ? "older" : "newer"} release than ${leaking} to compare it with.`,
    );
  return {
    type: "bisect",
    version: 1,
    axis: "releases",
    command: request.command,
    ...variantOf(request),
    platform: request.platform,
    lines: chooseLines(request.lines, releases, leaking),
    leaking,
    cleanCandidates,
    atHand: request.atHand,
    settings,
    startedAt: request.now.toISOString(),
  };
}

function variantOf({ script, runner }: Pick<PlanRequest, "script" | "runner">): Pick<Header, "script" | "runner"> {
  return { ...(script === undefined ? {} : { script }), ...(runner === undefined ? {} : { runner }) };
}

// Back a major at a time, to where each began on the trunk; or forward to what is newest.
function candidates(find: PlanRequest["find"], leaking: string, releases: readonly string[]): string[] {
  const lines = drawLines(releases);
  const trunk = lines.find(({ name }) => name === TRUNK)?.releases ?? [];
  if (find === "leaks") {
    const newestFirst = [...releases].sort(compare).reverse();
    const firsts = new Map(newestFirst.map((version) => [major(version), version]));
    return [...firsts.values()].filter((version) => compare(version, leaking) < 0);
  }
  const own = lines.find(({ name }) => name === lineOf(leaking))?.releases ?? [];
  const newest = [own.at(-1), trunk.at(-1)].filter((version) => version !== undefined);
  return [...new Set(newest)].filter((version) => compare(version, leaking) > 0);
}

function chooseLines(wanted: string, releases: readonly string[], leaking: string): ReleaseLine[] {
  if (wanted === "semver") return [semverLine(releases)];
  const lines = drawLines(releases);
  const main = lineOf(leaking);
  const ordered = [...lines.filter(({ name }) => name === main), ...lines.filter(({ name }) => name !== main)];
  if (wanted === "auto") return ordered;
  const names = wanted.split(",").map((name) => {
    const line = name.trim().toLowerCase();
    return line === TRUNK ? line : `${Number.parseInt(line, 10)}.x`;
  });
  const chosen = ordered.filter(({ name }) => names.includes(name));
  const missing = names.find((name) => !chosen.some((line) => line.name === name));
  if (missing === undefined) return chosen;
  throw new UserError(
    `--lines: there is no line ${missing}: known are ${lines.map(({ name }) => name).join(", ")}, semver and auto.`,
  );
}
