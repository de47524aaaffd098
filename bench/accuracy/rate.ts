import { type RateEstimate, wilsonInterval } from "../../packages/cli/src/stress/wilson-interval.ts";

/** A rate with its interval; undefined if nothing was counted. */
export function rateOf(hits: number, runs: number): RateEstimate | undefined {
  return runs === 0 ? undefined : wilsonInterval(hits, runs);
}

/** A rate in words: "98.2 % (95.1–99.4)". */
export function percent(estimate: RateEstimate | undefined): string {
  if (estimate === undefined) return "–";
  const { rate, low, high } = estimate;
  return `${round(rate)} % (${round(low)}–${round(high)})`;
}

function round(rate: number): string {
  return String(Number((100 * rate).toFixed(1)));
}
