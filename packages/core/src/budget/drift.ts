/** A value that has crept up, update after update. */
export interface Drift {
  readonly fromBytes: number;
  readonly toBytes: number;
  /** Steps up in a row. */
  readonly steps: number;
}

const LEAST_STEPS = 3;

/**
 * Finds slow drift: values that rose step by step by more than the noise in all, however small each step was. Three steps and more in
 * a row are told: of values that only scatter, four in ascending order are seen once in 24 times, and differ by no more than the noise.
 *
 * @param values - accepted values and the present one, oldest first
 */
export function findDrift(values: readonly number[], noiseBytes: number): Drift | undefined {
  const changes = values.filter((value, index) => index === 0 || value !== values[index - 1]);
  let first = changes.length - 1;
  while (first > 0 && (changes[first - 1] ?? 0) < (changes[first] ?? 0)) first--;
  const [fromBytes = 0, toBytes = 0] = [changes[first], changes.at(-1)];
  const steps = changes.length - 1 - first;
  return steps >= LEAST_STEPS && toBytes - fromBytes > noiseBytes ? { fromBytes, toBytes, steps } : undefined;
}
