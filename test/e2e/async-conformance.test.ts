import { expect, test } from "vitest";
import { jestOn, vitestOn, wrongAsyncVerdicts } from "../conformance/run-async-conformance.ts";

// The newest and the oldest; every other pair of runner and Node is judged by `npm run conformance:async`.
test.each([vitestOn(5, 26, "vmThreads"), jestOn(29, 20)])(
  "$name sees what every leaky twin leaves behind, and nothing in the clean ones",
  async (runner) => {
    expect(await wrongAsyncVerdicts(runner)).toEqual([]);
  },
);
