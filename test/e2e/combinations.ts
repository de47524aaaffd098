/** Whether every combination of versions is asked for, as by `npm run matrix`, and not as many as CI has time for. */
export const isWhole = process.env["LEAKPROOF_MATRIX"] === "all";

/** Gives every combination of versions, or those that CI runs each time. */
export function combinationsOf<T>(every: readonly T[], spread: readonly T[]): readonly T[] {
  return isWhole ? every : spread;
}
