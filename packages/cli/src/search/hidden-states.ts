import { type Known, NOTHING_KNOWN } from "./posterior.ts";
import type { Tally } from "./tally.ts";

/** What is believed of a line on which the leak may come and go any number of times. */
export interface LineBelief {
  /** Of each release: that it leaks. */
  readonly leaking: readonly number[];
  /** Of each release: by how many nats one more trial is expected to tell whether it leaks. */
  readonly information: readonly number[];
  /** Of each number of changes along the line; the last stands for that many and more. */
  readonly changes: readonly number[];
}

const CLEAN_RATES = [
  { rate: 0, weight: 0.4 },
  { rate: 0.01, weight: 0.25 },
  { rate: 0.04, weight: 0.2 },
  { rate: 0.1, weight: 0.1 },
  { rate: 0.2, weight: 0.05 },
];
const LEAKING_RATES = [0.05, 0.1, 0.2, 0.3, 0.45, 0.65, 0.85, 1].map((rate) => ({
  rate,
  weight: rate === 1 ? 0.3 : 0.1,
}));

/**
 * Follows the leak along a line with a hidden Markov model of two states, over a grid of rates.
 *
 * @param known - what other releases say of the rates: without it, a few clean trials of a line would pass for proof against a leak that
 *   elsewhere shows in a third of trials
 */
export function followStates(
  tallies: readonly Tally[],
  mostChanges: number,
  { clean: cleanElsewhere, leaking: leakingElsewhere }: Known = NOTHING_KNOWN,
): LineBelief {
  const runs = CLEAN_RATES.flatMap((clean) =>
    LEAKING_RATES.filter(({ rate }) => rate > clean.rate).map((leaking) => {
      const elsewhere = likelihood(cleanElsewhere, clean.rate) + likelihood(leakingElsewhere, leaking.rate);
      const passed =
        elsewhere === -Infinity
          ? impossible(tallies.length, mostChanges)
          : passThrough(tallies, clean.rate, leaking.rate, mostChanges);
      const logWeight = Math.log(clean.weight * leaking.weight) + elsewhere;
      return { ...passed, clean: clean.rate, leak: leaking.rate, logWeight };
    }),
  );
  const largest = Math.max(...runs.map(({ logWeight, logLikelihood }) => logWeight + logLikelihood));
  const weights = runs.map(({ logWeight, logLikelihood }) => Math.exp(logWeight + logLikelihood - largest));
  const total = weights.reduce((a, b) => a + b, 0);
  const leaking: number[] = tallies.map(() => 0);
  // The joint probability of the state and the next outcome.
  const leakingLeaks: number[] = tallies.map(() => 0);
  const cleanLeaks: number[] = tallies.map(() => 0);
  const changes: number[] = Array.from({ length: mostChanges + 1 }, () => 0);
  for (const [run, { states, counts, clean, leak }] of runs.entries()) {
    const weight = (weights[run] ?? 0) / total;
    if (weight < 1e-9) continue;
    for (const [index, state] of states.entries()) {
      leaking[index] = (leaking[index] ?? 0) + weight * state;
      leakingLeaks[index] = (leakingLeaks[index] ?? 0) + weight * state * leak;
      cleanLeaks[index] = (cleanLeaks[index] ?? 0) + weight * (1 - state) * clean;
    }
    for (const [count, probability] of counts.entries()) changes[count] = (changes[count] ?? 0) + weight * probability;
  }
  const information = leaking.map((state, index) =>
    mutualInformation(state, leakingLeaks[index] ?? 0, cleanLeaks[index] ?? 0),
  );
  return { leaking, information, changes };
}

interface Passage {
  readonly states: Float64Array;
  readonly counts: Float64Array;
  readonly logLikelihood: number;
}

function passThrough(tallies: readonly Tally[], cleanRate: number, leakRate: number, mostChanges: number): Passage {
  const { length } = tallies;
  const change = 1 / Math.max(2, length);
  const emissions = tallies.map((tally) => emissionOf(tally, cleanRate, leakRate));
  const forward = goForward(emissions, change, mostChanges);
  if (forward === undefined) return impossible(length, mostChanges);
  return { ...forward, states: smooth(emissions, forward.states, change) };
}

// At these rates it cannot have come: a leak where clean releases never show one, say.
function impossible(releases: number, mostChanges: number): Passage {
  return { states: new Float64Array(releases), counts: new Float64Array(mostChanges + 1), logLikelihood: -Infinity };
}

/** How likely what was seen of a release is in both states, the likelier one as 1. */
interface Emission {
  readonly clean: number;
  readonly leaking: number;
  readonly log: number;
}

function emissionOf(tally: Tally, cleanRate: number, leakRate: number): Emission {
  const [clean, leaking] = [likelihood(tally, cleanRate), likelihood(tally, leakRate)];
  const log = Math.max(clean, leaking);
  if (log === -Infinity) return { clean: 0, leaking: 0, log: 0 };
  return { clean: Math.exp(clean - log), leaking: Math.exp(leaking - log), log };
}

// `states`: that each release leaks, by it and those before it. `counts`: by the number of changes along the whole line.
function goForward(emissions: readonly Emission[], change: number, mostChanges: number): Passage | undefined {
  const stay = 1 - change;
  const states = new Float64Array(emissions.length);
  // By the number of changes so far.
  const clean = new Float64Array(mostChanges + 1);
  const leaking = new Float64Array(mostChanges + 1);
  let logLikelihood = 0;
  for (const [index, emission] of emissions.entries()) {
    let sum = 0;
    let leaks = 0;
    // Downwards, so that what was before the change is still there.
    for (let count = mostChanges; count >= 0; count--) {
      let nowClean = 0;
      let nowLeaking = 0;
      if (index === 0) {
        nowClean = nowLeaking = count === 0 ? 0.5 : 0;
      } else {
        // Read one by one: this is what a step takes its time for, and a pair would be an array each time.
        const cleanNow = clean[count] ?? 0;
        const leakingNow = leaking[count] ?? 0;
        const cleanBefore = count === 0 ? 0 : (clean[count - 1] ?? 0);
        const leakingBefore = count === 0 ? 0 : (leaking[count - 1] ?? 0);
        // What has changed that often and more stays there.
        const isLast = count === mostChanges;
        nowClean = cleanNow * stay + leakingBefore * change + (isLast ? leakingNow * change : 0);
        nowLeaking = leakingNow * stay + cleanBefore * change + (isLast ? cleanNow * change : 0);
      }
      nowClean *= emission.clean;
      nowLeaking *= emission.leaking;
      clean[count] = nowClean;
      leaking[count] = nowLeaking;
      sum += nowClean + nowLeaking;
      leaks += nowLeaking;
    }
    if (!(sum > 0)) return undefined;
    logLikelihood += Math.log(sum) + emission.log;
    for (let count = 0; count <= mostChanges; count++) {
      clean[count] = (clean[count] ?? 0) / sum;
      leaking[count] = (leaking[count] ?? 0) / sum;
    }
    states[index] = leaks / sum;
  }
  return { states, counts: clean.map((value, count) => value + (leaking[count] ?? 0)), logLikelihood };
}

// Adds what the releases after each one say.
function smooth(emissions: readonly Emission[], forward: Float64Array, change: number): Float64Array {
  const states = new Float64Array(forward.length);
  let [backClean, backLeaking] = [1, 1];
  for (let index = forward.length - 1; index >= 0; index--) {
    const state = forward[index] ?? 0;
    const leaks = state * backLeaking;
    states[index] = leaks / (leaks + (1 - state) * backClean);
    const { clean, leaking } = emissions[index] ?? { clean: 1, leaking: 1 };
    const [a, b] = [clean * backClean, leaking * backLeaking];
    const scale = a + b || 1;
    backClean = ((1 - change) * a + change * b) / scale;
    backLeaking = (change * a + (1 - change) * b) / scale;
  }
  return states;
}

function likelihood({ leaks, cleans }: Tally, rate: number): number {
  return (leaks === 0 ? 0 : leaks * Math.log(rate)) + (cleans === 0 ? 0 : cleans * Math.log(1 - rate));
}

function mutualInformation(leaking: number, leakingLeaks: number, cleanLeaks: number): number {
  const leaks = leakingLeaks + cleanLeaks;
  const before = binaryEntropy(leaks);
  const ifLeaking = leaking > 0 ? binaryEntropy(leakingLeaks / leaking) : 0;
  const ifClean = leaking < 1 ? binaryEntropy(cleanLeaks / (1 - leaking)) : 0;
  return Math.max(0, before - leaking * ifLeaking - (1 - leaking) * ifClean);
}

function binaryEntropy(probability: number): number {
  const p = Math.min(1, Math.max(0, probability));
  return p === 0 || p === 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
}
