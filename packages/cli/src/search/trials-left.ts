import { largestIndex } from "./credible-set.ts";
import type { Posterior } from "./posterior.ts";

// What a search needs beyond the least that any could do with which knows both rates, and the share of the expected rate of false leaks that is
// usual: few programs have many, and they draw the expectation up. By simulation, on average over the trials of 60 searches each at leak rates
// of 1, 0.5, 0.3 and 0.1, the estimate is then 0.95 to 1.2 times what is needed.
const BEYOND_THE_LEAST = 1.5;
const USUAL_SHARE = 1 / 3;

/**
 * Estimates how many trials a search still needs: to narrow down what is open at the capacity of a trial, and then to be sure of one release
 * at what a trial tells apart (M. V. Burnashev, K. Sh. Zigangirov, 1974, for a known noise).
 *
 * @param stopAt - the probability at which the search stops
 */
export function trialsLeft({ probabilities, cleanRates, leakRates }: Posterior, stopAt: number): number {
  const best = largestIndex(probabilities);
  const confidence = probabilities[best] ?? 0;
  const clean = within(USUAL_SHARE * (cleanRates[best] ?? 0));
  const leak = within(leakRates[best] ?? 1);
  const open = probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
  const atEnd = entropy(stopAt);
  const narrowing = Math.max(0, open - atEnd) / capacity(clean, leak);
  const certainty = Math.max(0, logOdds(stopAt) - Math.max(0, logOdds(confidence))) / divergence(clean, leak);
  return Math.max(1, Math.round(BEYOND_THE_LEAST * (narrowing + certainty)));
}

const STEPS = 50;

/** The most that a trial can tell of which of two kinds a release is, in nats, over all mixtures of both. */
function capacity(clean: number, leak: number): number {
  let most = 0;
  for (let step = 1; step < STEPS; step++) {
    const share = step / STEPS;
    const mixed = share * leak + (1 - share) * clean;
    most = Math.max(most, entropy(mixed) - share * entropy(leak) - (1 - share) * entropy(clean));
  }
  return most;
}

/** What a trial of a clean release says against its leaking, on average and in nats. */
function divergence(clean: number, leak: number): number {
  return clean * Math.log(clean / leak) + (1 - clean) * Math.log((1 - clean) / (1 - leak));
}

function entropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
}

const logOdds = (p: number): number => Math.log(within(p) / (1 - within(p)));

const within = (rate: number): number => Math.min(0.999, Math.max(0.001, rate));
