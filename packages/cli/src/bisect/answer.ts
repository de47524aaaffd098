import { isSubset } from "../earlier-tests/subset.ts";
import type { Axis } from "../log/entries.ts";
import { summarizeTests } from "../report/describe-tests.ts";
import { NO_TRIALS, type Tally } from "../search/tally.ts";
import { type State, statesOf } from "../survey/survey-line.ts";
import type { LineResult } from "../survey/survey.ts";
import { called, isCommit, short, title } from "./called.ts";
import { type NeededTests, neededTests } from "./needed-tests.ts";
import type { BisectionEnd } from "./run-bisection.ts";

/** What a bisection found; this is what `--json` prints. */
export interface Answer {
  readonly schema: 1;
  /** `found`: at least one transition. */
  readonly status: "found" | "no change" | "ends do not hold" | "untestable" | "out of trials" | "interrupted";
  /** One sentence. */
  readonly summary: string;
  readonly command: readonly string[];
  readonly platform: string;
  readonly axis: Axis;
  /** All transitions of all lines. */
  readonly transitions: readonly FoundTransition[];
  readonly lines: readonly FoundLine[];
  /** What is known of a search that did not come to its end. */
  readonly range?: FoundRange;
  /** Over tests: which earlier ones the leak needs. */
  readonly tests?: NeededTests;
  /** How often a release that leaks shows it, and one that does not. */
  readonly rates: { readonly leaking?: number; readonly clean?: number };
  readonly skipped: readonly { readonly version: string; readonly reason: string }[];
  readonly trials: number;
  readonly releasesTried: number;
  readonly downloads: number;
  readonly downloadedBytes: number;
  /** Seconds spent on trials and on having runtimes. */
  readonly seconds: number;
  readonly log: string;
}

export interface FoundTransition {
  readonly line: string;
  readonly direction: State;
  readonly version: string;
  readonly previous: string;
  readonly confidence: number;
  readonly evidence: { readonly version: Tally; readonly previous: Tally };
  /** Releases between both that cannot be tried: the change may be in them. */
  readonly untestable: readonly string[];
}

export interface FoundLine {
  readonly line: string;
  readonly oldest: string;
  readonly newest: string;
  readonly begins: State;
  readonly ends: State;
  /** Probability that there is no further transition; absent if that was not looked for. */
  readonly complete?: number;
  readonly transitions: readonly FoundTransition[];
}

export interface FoundRange {
  readonly line: string;
  readonly direction: State;
  /** The smallest set of releases with 90 %. */
  readonly releases: readonly string[];
  readonly best: string;
  readonly confidence: number;
}

/** Sums a bisection up. */
export function answerOf(end: BisectionEnd, log: string): Answer {
  const { bisection, step } = end;
  const { header, question } = bisection;
  const read = step.kind === "finished" ? step.lines : step.kind === "try" ? step.read : [];
  const lines = read.map((result) => foundLine(result, question.tallies, header.lines));
  const transitions = lines.flatMap((line) => line.transitions);
  const tests = step.kind === "finished" && step.needed !== undefined ? neededTests(bisection, step.needed) : undefined;
  const range =
    step.kind === "try" && step.estimate !== undefined ? { line: step.line, ...rangeOf(step.estimate) } : undefined;
  return {
    schema: 1,
    status: statusOf(end, transitions.length),
    summary: tests === undefined ? summarize(end, transitions, range) : summarizeTests(tests),
    command: header.script === undefined ? header.command : ["--script", header.script],
    platform: header.platform,
    axis: header.axis,
    transitions,
    lines,
    ...(range === undefined ? {} : { range }),
    ...(tests === undefined ? {} : { tests }),
    rates: ratesOf(read, end),
    skipped: [...question.untestable].map(([version, reason]) => ({ version, reason })),
    trials: bisection.trials.length,
    releasesTried: new Set(bisection.trials.map(({ version }) => version)).size,
    downloads: bisection.downloads,
    downloadedBytes: bisection.downloadedBytes,
    seconds: bisection.milliseconds / 1000,
    log,
  };
}

/** The exit code of each status. */
export const EXIT_CODES: Readonly<Record<Answer["status"], number>> = {
  found: 0,
  "no change": 1,
  "ends do not hold": 2,
  "out of trials": 3,
  untestable: 4,
  interrupted: 130,
};

function statusOf({ why, step }: BisectionEnd, found: number): Answer["status"] {
  if (why !== "answered") return why;
  if (step.kind === "finished" || step.kind === "try") return found > 0 ? "found" : "no change";
  return step.kind;
}

function summarize(
  { step, why }: BisectionEnd,
  transitions: readonly FoundTransition[],
  range: FoundRange | undefined,
): string {
  if (step.kind === "ends do not hold") {
    const { leaks, cleans } = step.tally;
    if (isSubset(step.version))
      return step.expected === "leaks"
        ? `The test did not leak in ${cleans + leaks} trials after all tests before it: its leak does not depend on them alone.`
        : `The test leaks alone, in ${leaks} of ${cleans + leaks} trials: no earlier test is needed.`;
    return step.expected === "leaks"
      ? `${title(step.version)} is said to leak, and did not in ${cleans + leaks} trials: name one that leaks with --bad.`
      : `${title(step.version)} is said to be clean, and leaked in ${leaks} of ${cleans + leaks} trials: name another with --good.`;
  }
  if (step.kind === "no change") return `Every release that could be tried leaks, back to ${called(step.oldest)}.`;
  if (step.kind === "untestable") return `${title(step.version)} cannot be tried: ${step.reason}.`;
  const [first] = transitions;
  if (first !== undefined) {
    const rest =
      why === "answered" ? "" : ` ${why === "interrupted" ? "Interrupted" : "Out of trials"} before all was looked at.`;
    return `${describeTransition(first)}${rest}`;
  }
  if (range !== undefined) {
    const set = range.releases.length === 1 ? short(range.best) : `one of ${range.releases.map(short).join(", ")}`;
    return `${range.direction === "leaks" ? "First leaking" : "First clean"} on ${range.line}: ${set} (90 %); ${why}.`;
  }
  return step.kind === "finished"
    ? "No release in the range changes it."
    : `${why === "interrupted" ? "Interrupted" : "Out of trials"} while the ends were tried.`;
}

function describeTransition({ direction, version, previous, line }: FoundTransition): string {
  const on = isCommit(version) ? "" : ` (${line})`;
  return direction === "leaks"
    ? `Leaks since ${called(version)}${on}; ${short(previous)} is the last clean one.`
    : `Fixed in ${called(version)}${on}; ${short(previous)} is the last that leaks.`;
}

function foundLine(
  result: LineResult,
  tallies: ReadonlyMap<string, Tally>,
  all: readonly { readonly name: string; readonly releases: readonly string[] }[],
): FoundLine {
  const { line, releases, begins, complete } = result;
  const whole = all.find(({ name }) => name === line)?.releases ?? releases;
  const between = (previous: string, version: string): string[] =>
    whole.slice(whole.indexOf(previous) + 1, whole.indexOf(version));
  const transitions = result.transitions.map(({ direction, version, previous, confidence }) => ({
    line,
    direction,
    version,
    previous,
    confidence,
    evidence: { version: tallies.get(version) ?? NO_TRIALS, previous: tallies.get(previous) ?? NO_TRIALS },
    untestable: between(previous, version),
  }));
  return {
    line,
    oldest: releases[0] ?? "",
    newest: releases.at(-1) ?? "",
    begins,
    ends: transitions.at(-1)?.direction ?? begins,
    ...(complete === undefined ? {} : { complete }),
    transitions,
  };
}

function rangeOf(estimate: {
  readonly direction: State;
  readonly range: readonly string[];
  readonly best: string;
  readonly confidence: number;
}): Omit<FoundRange, "line"> {
  return {
    direction: estimate.direction,
    releases: estimate.range,
    best: estimate.best,
    confidence: estimate.confidence,
  };
}

function ratesOf(read: readonly LineResult[], { bisection }: BisectionEnd): Answer["rates"] {
  const { tallies, leaking } = bisection.question;
  const states = new Map<string, State>([[leaking, "leaks"]]);
  for (const result of read)
    for (const [version, state] of statesOf(result.releases, result)) states.set(version, state);
  const rate = (wanted: State): number | undefined => {
    let [leaks, runs] = [0, 0];
    for (const [version, tally] of tallies) {
      if (states.get(version) !== wanted) continue;
      leaks += tally.leaks;
      runs += tally.leaks + tally.cleans;
    }
    return runs === 0 ? undefined : leaks / runs;
  };
  const [leakingRate, cleanRate] = [rate("leaks"), rate("clean")];
  return {
    ...(leakingRate === undefined ? {} : { leaking: leakingRate }),
    ...(cleanRate === undefined ? {} : { clean: cleanRate }),
  };
}
