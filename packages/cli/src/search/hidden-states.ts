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
const LEAKING_RATES = [0.05, 0.1, 0.2, 0.3, 0.45, 0.65, 0.85, 1].map((rate) => ({ rate, weight: rate === 1 ? 0.3 : 0.1 }));

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
  readonly states: readonly number[];
  readonly counts: readonly number[];
  readonly logLikelihood: number;
}

function passThrough(tallies: readonly Tally[], cleanRate: number, leakRate: number, mostChanges: number): Passage {
  const length = tallies.length;
  const change = 1 / Math.max(2, length);
  const stay = 1 - change;
  const emissions = tallies.map((tally) => [likelihood(tally, cleanRate), likelihood(tally, leakRate)] as const);
  const forward: (readonly [number, number])[] = [];
  // By the number of changes so far: [clean now, leaking now].
  let counted = Array.from({ length: mostChanges + 1 }, (): [number, number] => [0, 0]);
  let logLikelihood = 0;
  for (const [index, [clean, leak]] of emissions.entries()) {
    counted = index === 0 ? counted.map((_, count) => (count === 0 ? [0.5, 0.5] : [0, 0])) : advance(counted, stay, change);
    const larger = Math.max(clean, leak);
    for (const pair of counted) {
      pair[0] *= Math.exp(clean - larger);
      pair[1] *= Math.exp(leak - larger);
    }
    const sum = counted.reduce((total, [a, b]) => total + a + b, 0);
    // Impossible at these rates: a leak where clean releases never show one, say.
    if (!(sum > 0)) return { states: tallies.map(() => 0.5), counts: counted.map(() => 0), logLikelihood: -Infinity };
    logLikelihood += Math.log(sum) + larger;
    for (const pair of counted) {
      pair[0] /= sum;
      pair[1] /= sum;
    }
    forward.push([counted.reduce((total, [a]) => total + a, 0), counted.reduce((total, [, b]) => total + b, 0)]);
  }
  const states: number[] = tallies.map(() => 0);
  let [backClean, backLeak] = [1, 1];
  for (let index = length - 1; index >= 0; index--) {
    const [clean = 0, leak = 0] = forward[index] ?? [];
    const [both0, both1] = [clean * backClean, leak * backLeak];
    states[index] = both1 / (both0 + both1);
    const [seenClean = 0, seenLeak = 0] = emissions[index] ?? [];
    const larger = Math.max(seenClean, seenLeak);
    const [a, b] = [Math.exp(seenClean - larger) * backClean, Math.exp(seenLeak - larger) * backLeak];
    const scale = a + b || 1;
    [backClean, backLeak] = [(stay * a + change * b) / scale, (change * a + stay * b) / scale];
  }
  return { states, counts: counted.map(([a, b]) => a + b), logLikelihood };
}

function advance(counted: readonly [number, number][], stay: number, change: number): [number, number][] {
  return counted.map(([clean, leak], count): [number, number] => {
    const [cleanBefore, leakBefore] = counted[count - 1] ?? [0, 0];
    const isLast = count === counted.length - 1;
    // What has changed that often and more stays there.
    return [
      clean * stay + leakBefore * change + (isLast ? leak * change : 0),
      leak * stay + cleanBefore * change + (isLast ? clean * change : 0),
    ];
  });
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
