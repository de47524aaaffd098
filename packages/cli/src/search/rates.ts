import { logBeta } from "./log-gamma.ts";
import type { Tally } from "./tally.ts";

/** What is believed of a leak rate before any trial: a mixture of certainties and Beta distributions. */
export type RateBelief = readonly RateComponent[];

type RateComponent =
  | { readonly kind: "certain"; readonly weight: number; readonly rate: 0 | 1 }
  /** Both parameters are multiples of one half. */
  | { readonly kind: "beta"; readonly weight: number; readonly alpha: number; readonly beta: number };

/** Of releases without the leak: they mostly show none, and seldom more than a few by mistake. */
export const CLEAN_RATE: RateBelief = [
  { kind: "certain", weight: 0.35, rate: 0 },
  { kind: "beta", weight: 0.35, alpha: 0.5, beta: 10 },
  { kind: "beta", weight: 0.3, alpha: 0.5, beta: 5 },
];

/** Of releases with the leak: they show it always, or at any rate. */
export const LEAKING_RATE: RateBelief = [
  { kind: "certain", weight: 0.4, rate: 1 },
  { kind: "beta", weight: 0.6, alpha: 1, beta: 1 },
];

/** Jeffreys' prior, for comparison. */
export const JEFFREYS_RATE: RateBelief = [{ kind: "beta", weight: 1, alpha: 0.5, beta: 0.5 }];

/** What trials say under a belief. */
export interface Likelihood {
  /** The logarithm of the probability of these trials, in their order, with the rate integrated out. */
  readonly log: number;
  /** The probability that the next trial leaks. */
  readonly rate: number;
}

/** Weighs trials under a belief. */
export function weighTrials(belief: RateBelief, { leaks, cleans }: Tally): Likelihood {
  let largest = -Infinity;
  const terms = belief.map((component) => {
    const term = Math.log(component.weight) + logLikelihood(component, leaks, cleans);
    if (term > largest) largest = term;
    return term;
  });
  if (largest === -Infinity) return { log: -Infinity, rate: 0 };
  let [sum, leaking] = [0, 0];
  for (const [index, component] of belief.entries()) {
    const share = Math.exp((terms[index] ?? 0) - largest);
    sum += share;
    leaking += share * expectation(component, leaks, cleans);
  }
  return { log: largest + Math.log(sum), rate: leaking / sum };
}

function logLikelihood(component: RateComponent, leaks: number, cleans: number): number {
  if (component.kind === "certain") return (component.rate === 1 ? cleans : leaks) === 0 ? 0 : -Infinity;
  const { alpha, beta } = component;
  return logBeta(alpha + leaks, beta + cleans) - logBeta(alpha, beta);
}

function expectation(component: RateComponent, leaks: number, cleans: number): number {
  if (component.kind === "certain") return component.rate;
  return (component.alpha + leaks) / (component.alpha + component.beta + leaks + cleans);
}
