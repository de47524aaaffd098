import { NO_TRIALS, type Tally } from "../search/tally.ts";
import { nextTrial } from "./next-trial.ts";
import type { Phase } from "./survey-line.ts";
import type { SurveyQuestion, SurveyStep } from "./survey.ts";

/** Trials of one release that are made in a row, somewhere. */
export interface PlannedTrials {
  readonly version: string;
  readonly runs: number;
  readonly phase: Phase;
  readonly line: string;
}

/**
 * Chooses trials that can be made at the same time, on as many machines: each is what would be tried next if those before it gave what
 * is now expected of them.
 */
export function planRound(question: SurveyQuestion, trials: number): PlannedTrials[] {
  const planned = new Map<string, PlannedTrials>();
  const tallies = new Map(question.tallies);
  for (let count = 0; count < trials; count++) {
    const step = nextTrial({ ...question, tallies });
    if (step.kind !== "try") break;
    const { version, phase, line } = step;
    const before = planned.get(version) ?? { version, runs: 0, phase, line };
    planned.set(version, { ...before, runs: before.runs + 1 });
    tallies.set(version, expectOutcome(question, step, tallies.get(version) ?? NO_TRIALS));
  }
  return [...planned.values()];
}

function expectOutcome(
  { leaking }: SurveyQuestion,
  { version, estimate }: Extract<SurveyStep, { kind: "try" }>,
  { leaks, cleans }: Tally,
): Tally {
  const isLeak = estimate === undefined ? version === leaking : isLikelyToLeak(version, estimate);
  return isLeak ? { leaks: leaks + 1, cleans } : { leaks, cleans: cleans + 1 };
}

function isLikelyToLeak(
  version: string,
  { direction, probabilities }: NonNullable<Extract<SurveyStep, { kind: "try" }>["estimate"]>,
): boolean {
  const inOrder = direction === "leaks" ? probabilities : probabilities.toReversed();
  let changed = 0;
  for (const [each, probability] of inOrder) {
    changed += probability;
    if (each === version) break;
  }
  return direction === "leaks" ? changed >= 0.5 : changed < 0.5;
}
