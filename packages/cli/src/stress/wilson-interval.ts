/** A rate, and the interval that holds the true one in 95 % of cases. */
export interface RateEstimate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

// Of the normal distribution, 95 % lie within so many standard deviations.
const DEVIATIONS = 1.959964;

/**
 * Estimates how often something happens that happened in `hits` of `runs` independent runs: Wilson's score interval (Journal of the
 * American Statistical Association 22, 1927), which Brown, Cai and DasGupta (Statistical Science 16, 2001) advise for few runs.
 *
 * @throws RangeError if there are no runs
 */
export function wilsonInterval(hits: number, runs: number): RateEstimate {
  if (!(runs > 0 && hits >= 0 && hits <= runs)) throw new RangeError(`${hits} of ${runs} runs is no rate`);
  const rate = hits / runs;
  const squared = DEVIATIONS ** 2;
  const center = (rate + squared / (2 * runs)) / (1 + squared / runs);
  const half = (DEVIATIONS / (1 + squared / runs)) * Math.sqrt((rate * (1 - rate)) / runs + squared / (4 * runs ** 2));
  // At the ends the formula gives the end itself, but for rounding.
  return { rate, low: hits === 0 ? 0 : center - half, high: hits === runs ? 1 : center + half };
}
