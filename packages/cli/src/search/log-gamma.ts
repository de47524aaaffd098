// Grows on demand: entry n is log Γ(n / 2).
const ofHalves: number[] = [Infinity, Math.log(Math.PI) / 2, 0];

/** The logarithm of the gamma function at `halves / 2`; exact to rounding, by recursion. */
function logGammaOfHalves(halves: number): number {
  for (let n = ofHalves.length; n <= halves; n++) ofHalves.push((ofHalves[n - 2] ?? 0) + Math.log(n / 2 - 1));
  return ofHalves[halves] ?? Infinity;
}

/** The logarithm of the beta function B(alpha, beta), both multiples of one half. */
export function logBeta(alpha: number, beta: number): number {
  return logGammaOfHalves(2 * alpha) + logGammaOfHalves(2 * beta) - logGammaOfHalves(2 * (alpha + beta));
}
