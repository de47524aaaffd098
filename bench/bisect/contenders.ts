import { findTransition } from "../../packages/cli/src/search/find-transition.ts";
import type { Evidence } from "../../packages/cli/src/search/posterior.ts";
import { JEFFREYS_RATE } from "../../packages/cli/src/search/rates.ts";

/** A line of releases of which those from `first` on leak, each at its rate. */
export interface Truth {
  readonly releases: number;
  readonly first: number;
  readonly leakRate: number;
  readonly cleanRate: number;
}

/** How a search went. */
export interface Outcome {
  readonly runs: number;
  readonly touched: number;
  readonly isRight: boolean;
}

/** Runs a trial: whether the release showed a leak. */
export type Trial = (index: number) => boolean;

export type Contender = (truth: Truth, trial: Trial) => Outcome;

const MOST_RUNS = 3000;

/** Bayesian search by expected information, after a calibration of both ends. */
export function bayesian(stopAt: number, beliefs?: Evidence["beliefs"], switchCost = 0): Contender {
  return ({ releases, first }, trial) => {
    const tallies = Array.from({ length: releases }, () => ({ leaks: 0, cleans: 0 }));
    const touched = new Set<number>();
    let runs = 0;
    const run = (index: number): boolean => {
      runs++;
      touched.add(index);
      const leaks = trial(index);
      const tally = tallies[index]!;
      if (leaks) tally.leaks++;
      else tally.cleans++;
      return leaks;
    };
    for (let leaks = 0; leaks < 3 && runs < 200;) if (run(releases - 1)) leaks++;
    run(0);
    run(0);
    for (;;) {
      const costs = tallies.map((_, index) => (touched.has(index) ? 1 : 1 + switchCost));
      const step = findTransition({ tallies, costs, stopAt, ...(beliefs === undefined ? {} : { beliefs }) });
      if (step.kind === "found") return { runs, touched: touched.size, isRight: step.index === first };
      if (runs >= MOST_RUNS) return { runs, touched: touched.size, isRight: false };
      run(step.index);
    }
  };
}

export const jeffreys: Evidence["beliefs"] = { clean: JEFFREYS_RATE, leaking: JEFFREYS_RATE };

/** What people write in the shell: bisect, and call a release bad as soon as one of `retries` runs leaks. */
export function classic(retries: number): Contender {
  return ({ releases, first }, trial) => {
    let [clean, leaking, runs] = [0, releases - 1, 0];
    while (leaking - clean > 1) {
      const middle = (clean + leaking) >> 1;
      let leaks = false;
      for (let index = 0; index < retries && !leaks; index++) {
        runs++;
        leaks = trial(middle);
      }
      if (leaks) leaking = middle;
      else clean = middle;
    }
    return { runs, touched: Math.ceil(Math.log2(releases)), isRight: leaking === first };
  };
}

/** The number of retries that somebody would choose who knew the leak rate: 2 % risk in all. */
export function bestRetries({ releases, leakRate }: Omit<Truth, "first">): number {
  if (leakRate >= 1) return 1;
  const steps = Math.ceil(Math.log2(releases));
  return Math.ceil(Math.log(0.04 / steps) / Math.log(1 - leakRate));
}

/** About the fewest runs that any search needs which knows both rates. */
export function reference({ releases, leakRate, cleanRate }: Omit<Truth, "first">): number {
  return Math.log2(releases - 1) / capacity(cleanRate, leakRate) + Math.log2(20) / divergence(cleanRate, leakRate);
}

function capacity(g: number, b: number): number {
  let best = 0;
  for (let share = 0.001; share < 1; share += 0.001) {
    const mixed = share * b + (1 - share) * g;
    best = Math.max(best, entropy(mixed) - share * entropy(b) - (1 - share) * entropy(g));
  }
  return best;
}

function entropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);
}

// The better of both directions: what tells a leaking release from a clean one.
function divergence(g: number, b: number): number {
  const one = (p: number, q: number): number =>
    (p > 0 ? p * Math.log2(p / Math.max(q, 1e-12)) : 0) +
    (p < 1 ? (1 - p) * Math.log2((1 - p) / Math.max(1 - q, 1e-12)) : 0);
  return one(g, b);
}
