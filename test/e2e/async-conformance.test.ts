import { expect, test } from "vitest";
import { asyncCases } from "../conformance/async-cases.ts";
import { everyNth } from "../conformance/only-cases.ts";
import { jestOn, vitestOn, wrongAsyncVerdicts } from "../conformance/run-async-conformance.ts";
import { combinationsOf } from "./combinations.ts";

// The newest and the oldest, a quarter of the cases each: the heap tests judge all of them in Vitest, and `npm run conformance:async` does in every pair of runner and Node.
test.each([vitestOn(5, 26, "vmThreads"), jestOn(29, 20)].map((runner, start) => ({ ...runner, start })))(
  "$name sees what leaky twins leave behind, and nothing in the clean ones",
  async ({ start, ...runner }) => {
    const cases = combinationsOf(asyncCases, everyNth(asyncCases, 4, start));

    expect(await wrongAsyncVerdicts(runner, cases)).toEqual([]);
  },
);
