import { beginsMajor, type ReleaseLine, TRUNK, trimLines } from "../releases/release-lines.ts";
import { leakProbability } from "../search/state-belief.ts";
import { NO_TRIALS, type Tally } from "../search/tally.ts";
import {
  type Estimate,
  type LineReading,
  type Phase,
  settle,
  type State,
  statesOf,
  surveyLine,
} from "./survey-line.ts";

/** Everything that the next step depends on: a pure function of the log. */
export interface SurveyQuestion {
  /** In the order in which they are to be read. */
  readonly lines: readonly ReleaseLine[];
  /** A release that leaks. */
  readonly leaking: string;
  /** Releases of which the first that proves clean is the other end; one only if the user named it. */
  readonly cleanCandidates: readonly string[];
  readonly tallies: ReadonlyMap<string, Tally>;
  /** Releases that cannot be tried, with the reason. */
  readonly untestable: ReadonlyMap<string, string>;
  /** Trials spent on the sweep of each line. */
  readonly sweepRuns: ReadonlyMap<string, number>;
  readonly costOf: (version: string) => number;
  readonly stopAt: number;
  readonly sweeps: boolean;
  /** Over tests: how many ran before the one that leaks. */
  readonly earlierTests?: number;
}

/** A line, and what it does. */
export interface LineResult extends LineReading {
  readonly line: string;
  /** Releases of the line that were looked at, oldest first. */
  readonly releases: readonly string[];
  readonly untestable: readonly string[];
}

export type SurveyStep =
  | {
      readonly kind: "try";
      readonly version: string;
      readonly phase: Phase;
      readonly line: string;
      readonly estimate?: Estimate;
      readonly read: readonly LineResult[];
    }
  | {
      readonly kind: "finished";
      readonly lines: readonly LineResult[];
      /** Over tests: the earlier ones that the leak needs, and how sure that is. */
      readonly needed?: { readonly numbers: readonly number[]; readonly confidence: number };
    }
  | { readonly kind: "ends do not hold"; readonly version: string; readonly expected: State; readonly tally: Tally }
  /** Every release that could be tried leaks. */
  | { readonly kind: "no change"; readonly oldest: string }
  | { readonly kind: "untestable"; readonly version: string; readonly reason: string };

/** Chooses the next trial: first the ends, then each line. */
export function nextStep(question: SurveyQuestion): SurveyStep {
  const end = untestableEnd(question) ?? leakingEnd(question);
  if (end !== undefined) return end;
  const clean = cleanEnd(question);
  return clean.kind === "found" ? readLines(question, clean.version) : clean;
}

const LEAKS_WANTED = 3;
// After so many clean trials a leak rate of a tenth has a chance of 4 % to have hidden.
const CLEAN_IN_A_ROW = 30;
const MOST_CALIBRATION_RUNS = 60;

// Before trials of one end that the other makes useless.
function untestableEnd({ leaking, cleanCandidates, untestable }: SurveyQuestion): SurveyStep | undefined {
  for (const version of cleanCandidates.length === 1 ? [leaking, ...cleanCandidates] : [leaking]) {
    const reason = untestable.get(version);
    if (reason !== undefined) return { kind: "untestable", version, reason };
  }
  return undefined;
}

function leakingEnd({ leaking, tallies }: SurveyQuestion): SurveyStep | undefined {
  const tally = tallies.get(leaking) ?? NO_TRIALS;
  if (tally.leaks >= LEAKS_WANTED) return undefined;
  if (tally.leaks === 0 && tally.cleans >= CLEAN_IN_A_ROW)
    return { kind: "ends do not hold", version: leaking, expected: "leaks", tally };
  if (tally.leaks > 0 && tally.leaks + tally.cleans >= MOST_CALIBRATION_RUNS) return undefined;
  return { kind: "try", version: leaking, phase: "ends", line: "", read: [] };
}

type CleanEnd = Exclude<SurveyStep, { kind: "finished" }> | { readonly kind: "found"; readonly version: string };

// The user's word counts for something; a release that we chose ourselves has to prove that it is clean.
const PRIOR_OF_NAMED = 0.05;
const PRIOR_OF_CHOSEN = 0.5;
const LEAST_CLEAN_RUNS = 2;
const END_SURE = 0.95;

function cleanEnd({ leaking, cleanCandidates, tallies, untestable }: SurveyQuestion): CleanEnd {
  const isNamed = cleanCandidates.length === 1;
  const known = { leaking: tallies.get(leaking) ?? NO_TRIALS, clean: NO_TRIALS };
  let oldest = leaking;
  for (const version of cleanCandidates) {
    if (untestable.has(version)) continue;
    oldest = version;
    const tally = tallies.get(version) ?? NO_TRIALS;
    const probability = leakProbability(tally, known, isNamed ? PRIOR_OF_NAMED : PRIOR_OF_CHOSEN);
    const state = settle(probability, tally, END_SURE);
    if (state === "leaks") {
      if (isNamed) return { kind: "ends do not hold", version, expected: "clean", tally };
      continue;
    }
    if (state === undefined || tally.cleans < LEAST_CLEAN_RUNS)
      return { kind: "try", version, phase: "ends", line: "", read: [] };
    return { kind: "found", version };
  }
  return { kind: "no change", oldest };
}

const LEAST_SWEEP_RUNS = 10;
const SWEEP_SHARE = 0.4;
const EVEN_LINE_SWEEP_RUNS = 4;

/** Reads the lines between ends that are settled; the names that it gives are together as sure as one has to be. */
export function readLines(question: SurveyQuestion, clean: string): SurveyStep {
  return shareDoubt(question, (sharing) => readEach(sharing, clean), countTransitions);
}

/**
 * Repeats a reading until the names in it are together as sure as a single one has to be: at 1 % of doubt each, of four that are right one by
 * one in 99 % of cases, all are in 96 %. How many there are is known only when all are found.
 *
 * @param count - how many names an answer gives
 */
export function shareDoubt(
  question: SurveyQuestion,
  read: (question: SurveyQuestion) => SurveyStep,
  count: (answer: Extract<SurveyStep, { kind: "finished" }>) => number,
): SurveyStep {
  let found = read(question);
  for (let shares = 1; found.kind === "finished" && count(found) > shares;) {
    shares = count(found);
    const surer = read({ ...question, stopAt: 1 - (1 - question.stopAt) / shares });
    // What was found stays known while it is made sure.
    if (surer.kind === "try") return { ...surer, read: found.lines };
    found = surer;
  }
  return found;
}

function countTransitions({ lines }: Extract<SurveyStep, { kind: "finished" }>): number {
  return lines.reduce((sum, { transitions }) => sum + transitions.length, 0);
}

function readEach(question: SurveyQuestion, clean: string): SurveyStep {
  const { leaking, tallies, untestable } = question;
  const lines = trimLines(question.lines, [leaking, clean]);
  const states = new Map<string, State>([
    [leaking, "leaks"],
    [clean, "clean"],
  ]);
  const read: LineResult[] = [];
  for (const [order, { name, releases }] of lines.entries()) {
    const start = findOldestTestable(releases, question);
    if (start.kind === "try") return { kind: "try", version: start.version, phase: "ends", line: name, read };
    const testable = releases.slice(start.index).filter((version) => !untestable.has(version));
    if (testable.length < 2) continue;
    const skipped = releases.filter((version) => untestable.has(version));
    const weights = weighReleases(releases, untestable, name);
    const step = surveyLine({
      releases: testable,
      tallies,
      states,
      weigh: (version) => weights.get(version) ?? 1,
      costOf: question.costOf,
      stopAt: question.stopAt,
      sweepRunsLeft: question.sweeps ? sweepBudget(question, name, testable, order) : -Infinity,
    });
    const resultOf = (reading: LineReading): LineResult => ({
      line: name,
      releases: testable,
      untestable: skipped,
      ...reading,
    });
    if (step.kind === "try") {
      const { reading, ...trial } = step;
      return { ...trial, line: name, read: reading === undefined ? read : [...read, resultOf(reading)] };
    }
    read.push(resultOf(step.reading));
    for (const [version, state] of statesOf(testable, step.reading)) states.set(version, state);
  }
  return { kind: "finished", lines: read };
}

type Start = { readonly kind: "from"; readonly index: number } | { readonly kind: "try"; readonly version: string };

// A runner that is too new for a release is too new for all before it: halving finds where that ends.
function findOldestTestable(releases: readonly string[], { tallies, untestable, leaking }: SurveyQuestion): Start {
  if (!untestable.has(releases[0] ?? "")) return { kind: "from", index: 0 };
  const seen = releases.findIndex((version) => tallies.has(version) || version === leaking);
  const first = seen < 0 ? releases.length - 1 : seen;
  const last = releases.findLastIndex((version, index) => index < first && untestable.has(version));
  if (first - last <= 1) return { kind: "from", index: first };
  return { kind: "try", version: releases[(first + last) >> 1] ?? "" };
}

/** How likely each release changes something, before any trial. Releases that cannot be tried keep their probability: it goes to the next that can. */
export function weighReleases(
  releases: readonly string[],
  untestable: ReadonlyMap<string, string>,
  line: string,
): Map<string, number> {
  const weights = new Map<string, number>();
  let carried = 0;
  for (const version of releases) {
    const weight = line === TRUNK && beginsMajor(version) ? MAJOR_WEIGHT : 1;
    if (untestable.has(version)) {
      carried += weight;
    } else {
      weights.set(version, weight + carried);
      carried = 0;
    }
  }
  return weights;
}

const MAJOR_WEIGHT = 3;

function sweepBudget(question: SurveyQuestion, line: string, releases: readonly string[], order: number): number {
  const spent = question.sweepRuns.get(line) ?? 0;
  const runs = releases.reduce((sum, version) => {
    const { leaks, cleans } = question.tallies.get(version) ?? NO_TRIALS;
    return sum + leaks + cleans;
  }, 0);
  const isMain = order === 0 || line === TRUNK;
  const budget = Math.max(isMain ? LEAST_SWEEP_RUNS : EVEN_LINE_SWEEP_RUNS, SWEEP_SHARE * (runs - spent));
  return Math.ceil(budget) - spent;
}
