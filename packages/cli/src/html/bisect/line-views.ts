import type { Answer, FoundLine } from "../../bisect/answer.ts";
import type { BisectionEnd } from "../../bisect/run-bisection.ts";
import { NO_TRIALS, type Tally } from "../../search/tally.ts";
import { believeLine } from "../../survey/believe-line.ts";
import { type Estimate, type State, statesOf } from "../../survey/survey-line.ts";

/** What the page shows of a release on a line. */
export interface ReleaseView {
  readonly version: string;
  /** The probability that it leaks; absent where it cannot be tried, or nothing was read of it. */
  readonly leaks?: number;
  /** The probability that a change is just here. */
  readonly changes?: number;
  /** Why it was left out. */
  readonly untestable?: string;
  readonly tally: Tally;
  /** What the trials added per call, in bytes. */
  readonly growth: readonly number[];
}

/** What the page shows of a line. */
export interface LineView {
  readonly line: string;
  readonly releases: readonly ReleaseView[];
  /** Absent while the search goes on. */
  readonly found?: FoundLine;
}

/** Puts together, line by line, what a bisection knows of each release. */
export function lineViews(answer: Answer, { bisection, step }: BisectionEnd): LineView[] {
  const { header, question, trials } = bisection;
  const states = new Map<string, State>();
  for (const found of answer.lines)
    for (const [version, state] of statesOf(releasesOf(found.line, header.lines, found.oldest), found))
      states.set(version, state);
  const growth = new Map<string, number[]>();
  for (const { version, outcome } of trials) {
    if ((outcome.kind !== "leak" && outcome.kind !== "clean") || outcome.bytesPerCall === undefined) continue;
    growth.set(version, [...(growth.get(version) ?? []), outcome.bytesPerCall]);
  }
  const describe = (version: string): Omit<ReleaseView, "leaks" | "changes"> => {
    const untestable = question.untestable.get(version);
    return {
      version,
      tally: question.tallies.get(version) ?? NO_TRIALS,
      growth: growth.get(version) ?? [],
      ...(untestable === undefined ? {} : { untestable }),
    };
  };
  const views = answer.lines.map((found): LineView => {
    const releases = releasesOf(found.line, header.lines, found.oldest);
    const beliefs = new Map(
      believeLine({ ...found, releases, untestable: question.untestable, tallies: question.tallies, states }).map(
        (belief) => [belief.version, belief],
      ),
    );
    return {
      line: found.line,
      found,
      releases: releases.map((version) => ({ ...describe(version), ...beliefs.get(version) })),
    };
  });
  if (step.kind !== "try" || step.estimate === undefined) return views;
  return [
    ...views,
    {
      line: step.line,
      releases: searched(step.estimate, releasesOf(step.line, header.lines)).map(([version, changes]) => ({
        ...describe(version),
        ...(changes === undefined ? {} : { changes }),
      })),
    },
  ];
}

function releasesOf(
  line: string,
  lines: readonly { readonly name: string; readonly releases: readonly string[] }[],
  oldest?: string,
): readonly string[] {
  const releases = lines.find(({ name }) => name === line)?.releases ?? [];
  return oldest === undefined ? releases : releases.slice(Math.max(0, releases.indexOf(oldest)));
}

// From the first to the last release that the search weighs.
function searched(
  { probabilities }: Estimate,
  releases: readonly string[],
): (readonly [version: string, changes: number | undefined])[] {
  const weighed = new Map(probabilities);
  const first = releases.findIndex((version) => weighed.has(version));
  const last = releases.findLastIndex((version) => weighed.has(version));
  return releases.slice(Math.max(0, first - 1), last + 1).map((version) => [version, weighed.get(version)]);
}
