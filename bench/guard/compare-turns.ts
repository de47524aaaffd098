import type { Time } from "./timed-run.ts";

/** A suite with the guard and without it. */
export type Guard = "off" | "warn";

/** Runs a suite with the guard and without, in turns, and says how much longer it takes with it. */
export async function compareTurns(turns: number, run: (guard: Guard) => Promise<Time>): Promise<string> {
  const wall: number[] = [];
  const processor: number[] = [];
  const plain: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    // Each begins every other time: what else the machine does changes from one run to the next.
    const order: readonly Guard[] = turn % 2 === 0 ? ["off", "warn"] : ["warn", "off"];
    const times: Partial<Record<Guard, Time>> = {};
    for (const guard of order) times[guard] = await run(guard);
    wall.push(times.warn!.wallMs / times.off!.wallMs);
    processor.push(times.warn!.processorMs / times.off!.processorMs);
    plain.push(times.off!.wallMs);
  }
  return (
    `${(median(plain) / 1000).toFixed(1)} s without the guard; ` +
    `with it ${ratio(wall)} of the time, ${ratio(processor)} of the processor time, in ${turns} turns`
  );
}

function ratio(ratios: readonly number[]): string {
  return `${median(ratios).toFixed(2)} × (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}
