import type { Known } from "./posterior.ts";
import { CLEAN_RATE, LEAKING_RATE, type RateBelief, weighTrials } from "./rates.ts";
import { sumTallies, type Tally } from "./tally.ts";

/**
 * The probability that a release leaks, by its own trials and what is known of the rates.
 *
 * @param prior - the probability before any trial
 */
export function leakProbability(tally: Tally, known: Known, prior: number): number {
  const gain = (belief: RateBelief, before: Tally): number =>
    weighTrials(belief, sumTallies([before, tally])).log - weighTrials(belief, before).log;
  const odds = Math.log(prior / (1 - prior)) + gain(LEAKING_RATE, known.leaking) - gain(CLEAN_RATE, known.clean);
  return 1 / (1 + Math.exp(-odds));
}
