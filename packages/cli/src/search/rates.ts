import { logBeta } from "./log-gamma.ts";
import type { Tally } from "./tally.ts";

/** What is believed of a leak rate before any trial: a mixture of certainties and Beta distributions. */
export type RateBelief = readonly RateComponent[];

type RateComponent =
  | { readonly kind: "certain"; readonly weight: number; readonly rate: 0 | 1 }
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

/** The logarithm of the probability of these trials, in their order, with the rate integrated out. */
export function logMarginal(belief: RateBelief, { leaks, cleans }: Tally): number {
  let sum = 0;
  let largest = -Infinity;
  for (const component of belief) {
    const term = Math.log(component.weight) + logLikelihood(component, leaks, cleans);
    if (term === -Infinity) continue;
    if (term > largest) {
      sum = sum * Math.exp(largest - term) + 1;
      largest = term;
    } else {
      sum += Math.exp(term - largest);
    }
  }
  return largest === -Infinity ? -Infinity : largest + Math.log(sum);
}

/** The probability that the next trial leaks, after these. */
export function expectedRate(belief: RateBelief, tally: Tally): number {
  const now = logMarginal(belief, tally);
  if (now === -Infinity) return 0;
  return Math.exp(logMarginal(belief, { ...tally, leaks: tally.leaks + 1 }) - now);
}

function logLikelihood(component: RateComponent, leaks: number, cleans: number): number {
  if (component.kind === "certain") return (component.rate === 1 ? cleans : leaks) === 0 ? 0 : -Infinity;
  const { alpha, beta } = component;
  return logBeta(alpha + leaks, beta + cleans) - logBeta(alpha, beta);
}
