import { expect, test } from "vitest";
import { isSubset, namePrefix, nameSubset, readSubset, upTo } from "../src/earlier-tests/subset.ts";
import type { Tally } from "../src/search/tally.ts";
import { nextTrial } from "../src/survey/next-trial.ts";
import type { SurveyStep } from "../src/survey/survey.ts";

interface Truth {
  readonly before: number;
  /** Whether the target leaks after these tests. */
  readonly leaks: (subset: readonly number[]) => boolean;
  readonly rate?: number;
  readonly falseRate?: number;
  readonly seed?: number;
}

function bisect({ before, leaks, rate = 1, falseRate = 0, seed = 1 }: Truth): {
  readonly step: SurveyStep;
  readonly trials: number;
} {
  const tallies = new Map<string, Tally>();
  let state = seed;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let trials = 0; trials < 2000; trials++) {
    const step = nextTrial({
      lines: [],
      leaking: namePrefix(before, []),
      cleanCandidates: ["alone"],
      tallies,
      untestable: new Map(),
      sweepRuns: new Map(),
      costOf: () => 1,
      stopAt: 0.99,
      sweeps: false,
      earlierTests: before,
    });
    if (step.kind !== "try") return { step, trials };
    const isLeak = random() < (leaks(readSubset(step.version)) ? rate : falseRate);
    const { leaks: seen, cleans } = tallies.get(step.version) ?? { leaks: 0, cleans: 0 };
    tallies.set(step.version, isLeak ? { leaks: seen + 1, cleans } : { leaks: seen, cleans: cleans + 1 });
  }
  throw new Error("the search did not end");
}

function neededIn(step: SurveyStep): readonly number[] | string {
  return step.kind === "finished" ? (step.needed?.numbers ?? "none") : step.kind;
}

const all =
  (...needed: readonly number[]) =>
  (subset: readonly number[]): boolean =>
    needed.every((number) => subset.includes(number));

test("the only earlier test that a leak needs is found in a few trials", () => {
  const { step, trials } = bisect({ before: 200, leaks: all(137) });

  expect(neededIn(step)).toEqual([137]);
  expect(trials).toBeLessThan(22);
});

test("the first and the last test before the target are found as well", () => {
  expect(neededIn(bisect({ before: 40, leaks: all(1) }).step)).toEqual([1]);
  expect(neededIn(bisect({ before: 40, leaks: all(40) }).step)).toEqual([40]);
  expect(neededIn(bisect({ before: 1, leaks: all(1) }).step)).toEqual([1]);
});

test("where several tests are needed together, all of them are found", () => {
  expect(neededIn(bisect({ before: 60, leaks: all(7, 31) }).step)).toEqual([7, 31]);
  expect(neededIn(bisect({ before: 60, leaks: all(1, 2, 3) }).step)).toEqual([1, 2, 3]);
  expect(neededIn(bisect({ before: 60, leaks: all(5, 20, 60) }).step)).toEqual([5, 20, 60]);
});

test("one of several tests that are each enough is found, and no other is blamed", () => {
  const { step } = bisect({ before: 60, leaks: (subset) => subset.includes(10) || subset.includes(40) });

  expect(neededIn(step)).toHaveLength(1);
});

test("a test that undoes what another did does not hide it", () => {
  const undone = (subset: readonly number[]): boolean =>
    (subset.includes(5) && !subset.includes(20)) || subset.includes(30);

  expect(neededIn(bisect({ before: 40, leaks: undone }).step)).toSatisfy(
    (needed: number[]) => needed.length === 1 && undone(needed),
  );
});

test("a leak that shows in 40 % of trials is traced to its two tests, also with false leaks", () => {
  const answers = Array.from({ length: 4 }, (_, index) =>
    neededIn(bisect({ before: 50, leaks: all(12, 33), rate: 0.4, falseRate: 0.01, seed: 17 + index * 7919 }).step),
  );

  expect(new Set(answers.map(String))).toEqual(new Set(["12,33"]));
});

test("a target that leaks alone, or not even after all tests, is told apart", () => {
  expect(bisect({ before: 20, leaks: () => true }).step).toMatchObject({
    kind: "ends do not hold",
    version: "alone",
    expected: "clean",
  });
  expect(bisect({ before: 20, leaks: () => false }).step).toMatchObject({
    kind: "ends do not hold",
    version: "1-20",
    expected: "leaks",
  });
});

test("a subset is named by its numbers, and read back", () => {
  const names = [[], [4], [1, 2, 3, 7], [2, 4, 5]].map(nameSubset);

  expect(names).toEqual(["alone", "4", "1-3,7", "2,4-5"]);
  expect(names.map(readSubset)).toEqual([[], [4], [1, 2, 3, 7], [2, 4, 5]]);
  expect(names.every(isSubset)).toBe(true);
  expect(["22.16.0", "0123456789abcdef0123456789abcdef01234567"].some(isSubset)).toBe(false);
  for (const length of [0, 1, 3, 4])
    for (const later of [[], [5], [5, 6, 9], [6]])
      expect(namePrefix(length, later)).toBe(nameSubset([...upTo(length), ...later]));
});
