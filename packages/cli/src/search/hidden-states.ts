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

/** Follows the leak along a line with a hidden Markov model of two states, over a grid of rates. */
export function followStates(tallies: readonly Tally[], mostChanges: number): LineBelief {
  const runs = CLEAN_RATES.flatMap((clean) =>
    LEAKING_RATES.filter(({ rate }) => rate > clean.rate).map((leaking) => {
      const passed = passThrough(tallies, clean.rate, leaking.rate, mostChanges);
      return { ...passed, clean: clean.rate, leak: leaking.rate, logWeight: Math.log(clean.weight * leaking.weight) };
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
  if (forward === undefined)
    // Impossible at these rates: a leak where clean releases never show one, say.
    return { states: new Float64Array(length), counts: new Float64Array(mostChanges + 1), logLikelihood: -Infinity };
  return { ...forward, states: smooth(emissions, forward.states, change) };
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
    let [sum, leaks] = [0, 0];
    // Downwards, so that what was before the change is still there.
    for (let count = mostChanges; count >= 0; count--) {
      let [nowClean, nowLeaking] = [0, 0];
      if (index === 0) {
        nowClean = nowLeaking = count === 0 ? 0.5 : 0;
      } else {
        const [cleanNow = 0, leakingNow = 0] = [clean[count], leaking[count]];
        const [cleanBefore = 0, leakingBefore = 0] = count === 0 ? [] : [clean[count - 1], leaking[count - 1]];
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
