import type { Contender, Truth } from "./contenders.ts";
import { createRandom } from "./random.ts";

/** How a contender does on average. */
export interface Score {
  readonly runs: number;
  readonly touched: number;
  readonly errorPercent: number;
}

/** Lets a contender search many lines, each with its first leaking release drawn anew; the same lines for every contender. */
export function simulate(contender: Contender, cell: Omit<Truth, "first">, lines: number, seed: number): Score {
  let [runs, touched, errors] = [0, 0, 0];
  for (let line = 0; line < lines; line++) {
    const random = createRandom(seed + line * 7919);
    const first = 1 + Math.floor(random() * (cell.releases - 1));
    const truth = { ...cell, first };
    const outcome = contender(truth, (index) => random() < (index >= first ? cell.leakRate : cell.cleanRate));
    runs += outcome.runs;
    touched += outcome.touched;
    if (!outcome.isRight) errors++;
  }
  return { runs: runs / lines, touched: touched / lines, errorPercent: (100 * errors) / lines };
}
