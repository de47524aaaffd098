import { CLEAN_RATE, LEAKING_RATE, type RateBelief, weighTrials } from "./rates.ts";
import { NO_TRIALS, sumTallies, type Tally } from "./tally.ts";

/** What is known of a line of releases, from one that is clean to one that leaks. */
export interface Evidence {
  /** Of each release, oldest first. */
  readonly tallies: readonly Tally[];
  /** How likely each release is the first that leaks, before any trial; needs no sum of 1. @default all alike but the first */
  readonly weights?: readonly number[];
  /** Trials of other releases that are known to be clean, or to leak. */
  readonly known?: Known;
  readonly beliefs?: { readonly clean: RateBelief; readonly leaking: RateBelief };
}

/** Trials of releases whose state is known. */
export interface Known {
  readonly clean: Tally;
  readonly leaking: Tally;
}

/** What the trials say of the first release that leaks. */
export interface Posterior {
  /** Of each release: that it is the first that leaks. */
  readonly probabilities: readonly number[];
  /** Of each release: how often the clean ones before it would show a leak, if it were the first that leaks. */
  readonly cleanRates: readonly number[];
  /** Of each release: how often it and those after it would leak, if it were the first. */
  readonly leakRates: readonly number[];
}

const BELIEFS = { clean: CLEAN_RATE, leaking: LEAKING_RATE };

/** No other release was tried. */
export const NOTHING_KNOWN: Known = { clean: NO_TRIALS, leaking: NO_TRIALS };

/** Weighs every release as the first that leaks; how often clean and leaking releases show a leak is unknown, and integrated out. */
export function weighTransitions(evidence: Evidence): Posterior {
  const { tallies, known = NOTHING_KNOWN, beliefs = BELIEFS } = evidence;
  const weights = evidence.weights ?? tallies.map((_, index) => (index === 0 ? 0 : 1));
  const all = sumTallies(tallies);
  const logWeights: number[] = [];
  const cleanRates: number[] = [];
  const leakRates: number[] = [];
  let [leaksBefore, cleansBefore] = [0, 0];
  for (const [first, tally] of tallies.entries()) {
    const before = weighTrials(beliefs.clean, {
      leaks: known.clean.leaks + leaksBefore,
      cleans: known.clean.cleans + cleansBefore,
    });
    const after = weighTrials(beliefs.leaking, {
      leaks: known.leaking.leaks + all.leaks - leaksBefore,
      cleans: known.leaking.cleans + all.cleans - cleansBefore,
    });
    logWeights.push(Math.log(weights[first] ?? 0) + before.log + after.log);
    cleanRates.push(before.rate);
    leakRates.push(after.rate);
    leaksBefore += tally.leaks;
    cleansBefore += tally.cleans;
  }
  return { probabilities: normalize(logWeights), cleanRates, leakRates };
}

function normalize(logWeights: readonly number[]): number[] {
  const largest = Math.max(...logWeights);
  const weights = logWeights.map((weight) => Math.exp(weight - largest));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
