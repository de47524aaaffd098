import type { Posterior } from "./posterior.ts";

/** Of each release: by how many nats one more trial of it is expected to narrow down the first release that leaks. */
export function expectedInformation({ probabilities, cleanRates, leakRates }: Posterior): number[] {
  // A release leaks if it is not before the first that does: each sum has a part over the releases up to it and one over the rest.
  const upTo = { leak: 0, clean: 0, leakLogs: 0, cleanLogs: 0 };
  const rest = { leak: 0, clean: 0, leakLogs: 0, cleanLogs: 0 };
  let entropy = 0;
  for (const [index, probability] of probabilities.entries()) {
    add(rest, probability, cleanRates[index] ?? 0, 1);
    entropy -= timesLog(probability);
  }
  return probabilities.map((probability, index) => {
    add(rest, probability, cleanRates[index] ?? 0, -1);
    add(upTo, probability, leakRates[index] ?? 0, 1);
    const leak = upTo.leak + rest.leak;
    const clean = upTo.clean + rest.clean;
    const after = timesLog(leak) - upTo.leakLogs - rest.leakLogs + timesLog(clean) - upTo.cleanLogs - rest.cleanLogs;
    return Math.max(0, entropy - after);
  });
}

function add(
  sums: { leak: number; clean: number; leakLogs: number; cleanLogs: number },
  probability: number,
  rate: number,
  sign: 1 | -1,
): void {
  const leak = probability * rate;
  const clean = probability * (1 - rate);
  sums.leak += sign * leak;
  sums.clean += sign * clean;
  sums.leakLogs += sign * timesLog(leak);
  sums.cleanLogs += sign * timesLog(clean);
}

function timesLog(value: number): number {
  return value > 0 ? value * Math.log(value) : 0;
}
