import { largestIndex } from "./credible-set.ts";
import { expectedInformation } from "./expected-information.ts";
import { type Evidence, type Posterior, weighTransitions } from "./posterior.ts";

/** A question to put to the search: which release is the first that leaks. */
export interface TransitionQuestion extends Evidence {
  /** What a trial of each release costs, in any unit; a runtime that has to be downloaded first costs more. @default 1 each */
  readonly costs?: readonly number[];
  /** Probability at which the search stops. @default 0.99 */
  readonly stopAt?: number;
}

/** What to do next. */
export type TransitionStep =
  | { readonly kind: "try"; readonly index: number; readonly posterior: Posterior }
  | {
      readonly kind: "found";
      /** The first release that leaks; 0 means that the first of all leaks already. */
      readonly index: number;
      readonly confidence: number;
      readonly posterior: Posterior;
    };

/**
 * A name is given at this probability: in simulation over all rates of leaks and of false leaks it is then right in 95 % of cases and
 * more, while 0.95 is wrong in up to 11 %.
 */
export const STOP_AT = 0.99;

/** Chooses the release to try next by what a trial is expected to tell per cost, or names the first that leaks. */
export function findTransition(question: TransitionQuestion): TransitionStep {
  const { costs, stopAt = STOP_AT } = question;
  const posterior = weighTransitions(question);
  const best = largestIndex(posterior.probabilities);
  const confidence = posterior.probabilities[best] ?? 0;
  if (confidence >= stopAt) return { kind: "found", index: best, confidence, posterior };
  const worth = expectedInformation(posterior).map((nats, index) => nats / (costs?.[index] ?? 1));
  return { kind: "try", index: largestIndex(worth), posterior };
}
