import type { Known } from "./posterior.ts";
import { CLEAN_RATE, LEAKING_RATE, logMarginal } from "./rates.ts";
import { sumTallies, type Tally } from "./tally.ts";

/**
 * The probability that a release leaks, by its own trials and what is known of the rates.
 *
 * @param prior - the probability before any trial
 */
export function leakProbability(tally: Tally, known: Known, prior: number): number {
  const odds =
    Math.log(prior / (1 - prior)) +
    logMarginal(LEAKING_RATE, sumTallies([known.leaking, tally])) -
    logMarginal(LEAKING_RATE, known.leaking) -
    logMarginal(CLEAN_RATE, sumTallies([known.clean, tally])) +
    logMarginal(CLEAN_RATE, known.clean);
  return 1 / (1 + Math.exp(-odds));
}
