import { findTransition } from "../../packages/cli/src/search/find-transition.ts";
import { sweepLine } from "../../packages/cli/src/search/sweep-line.ts";
import { createRandom } from "./random.ts";

const RELEASES = 120;
const FIRST = 80;
const ISLAND_AT = 20;
const MOST_RUNS = 150;

/** Sweeps lines that leak from release 80 on and, where asked for, on an island before that. */
export function simulateSweeps(
  leakRate: number,
  island: number,
  lines: number,
  seed: number,
): { readonly foundPercent: number; readonly runs: number } {
  let [found, sweepRuns] = [0, 0];
  for (let line = 0; line < lines; line++) {
    const random = createRandom(seed + line * 104_729);
    const start = ISLAND_AT + Math.floor(random() * 30);
    const leaks = (index: number): boolean => index >= FIRST || (index >= start && index < start + island);
    const tallies = Array.from({ length: RELEASES }, () => ({ leaks: 0, cleans: 0 }));
    const run = (index: number): void => {
      const tally = tallies[index]!;
      if (leaks(index) && random() < leakRate) tally.leaks++;
      else tally.cleans++;
    };
    while (tallies[RELEASES - 1]!.leaks < 3) run(RELEASES - 1);
    run(0);
    run(0);
    for (let step = findTransition({ tallies }); step.kind === "try"; step = findTransition({ tallies }))
      run(step.index);
    for (let runs = 0; runs < MOST_RUNS; runs++) {
      const step = sweepLine({ tallies, found: 1 });
      if (step.kind === "more") found++;
      if (step.kind !== "try") break;
      run(step.index);
      sweepRuns++;
    }
  }
  return { foundPercent: (100 * found) / lines, runs: sweepRuns / lines };
}
