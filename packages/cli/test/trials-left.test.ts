import { expect, test } from "vitest";
import { createRandom } from "../../../bench/bisect/random.ts";
import { findTransition } from "../src/search/find-transition.ts";
import { trialsLeft } from "../src/search/trials-left.ts";

const RELEASES = 60;
const SEARCHES = 20;

/** By how much too many were said to be left, as a factor, on average over the trials of each search and over many searches. */
function simulate(leakRate: number, stopAt: number): number {
  let sum = 0;
  for (let search = 0; search < SEARCHES; search++) {
    const random = createRandom(1 + search * 7919);
    const first = 1 + Math.floor(random() * (RELEASES - 1));
    const tallies = Array.from({ length: RELEASES }, () => ({ leaks: 0, cleans: 0 }));
    const run = (index: number): void => {
      const isLeak = index >= first && random() < leakRate;
      tallies[index]![isLeak ? "leaks" : "cleans"]++;
    };
    while (tallies.at(-1)!.leaks < 3) run(RELEASES - 1);
    run(0);
    run(0);
    const estimates: number[] = [];
    for (
      let step = findTransition({ tallies, stopAt });
      step.kind === "try";
      step = findTransition({ tallies, stopAt })
    ) {
      estimates.push(trialsLeft(step.posterior, stopAt));
      run(step.index);
    }
    const said = estimates.reduce((a, b) => a + b, 0);
    const were = (estimates.length * (estimates.length + 1)) / 2;
    sum += Math.log(said / were);
  }
  return Math.exp(sum / SEARCHES);
}

test.each([1, 0.3, 0.1])("as many trials are left as is said, where the leak shows in a share of %d", (leakRate) => {
  const factor = simulate(leakRate, 0.99);

  expect(factor).toBeGreaterThan(0.7);
  expect(factor).toBeLessThan(1.4);
});

test("more are left the surer an answer has to be", () => {
  const tallies = [0, 1, 2, 3].map((index) => (index < 2 ? { leaks: 0, cleans: 4 } : { leaks: 2, cleans: 4 }));
  const { posterior } = findTransition({ tallies, stopAt: 0.9999 });

  expect(trialsLeft(posterior, 0.9999)).toBeGreaterThan(trialsLeft(posterior, 0.99));
});

test("where one release is as likely as an answer has to be, one trial at most is left", () => {
  const tallies = [0, 1, 2, 3].map((index) => (index < 2 ? { leaks: 0, cleans: 20 } : { leaks: 20, cleans: 0 }));
  const { posterior } = findTransition({ tallies });

  expect(trialsLeft(posterior, 0.99)).toBe(1);
});
