import { expect, test } from "vitest";
import { asyncCases } from "../conformance/async-cases.ts";
import { everyNth } from "../conformance/only-cases.ts";
import { jestOn, vitestOn, wrongAsyncVerdicts } from "../conformance/run-async-conformance.ts";
import { combinationsOf } from "./combinations.ts";

const HALVES = [0, 1] as const;

// The newest and the oldest, half of the cases each; all cases in every pair of runner and Node are judged by `npm run conformance:async`.
test.each([vitestOn(5, 26, "vmThreads"), jestOn(29, 20)].map((runner, index) => ({ ...runner, half: HALVES[index]! })))(
  "$name sees what leaky twins leave behind, and nothing in the clean ones",
  async ({ half, ...runner }) => {
    const cases = combinationsOf(asyncCases, everyNth(asyncCases, 2, half));

    expect(await wrongAsyncVerdicts(runner, cases)).toEqual([]);
  },
);
