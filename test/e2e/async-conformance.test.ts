import { expect, test } from "vitest";
import { jestOn, vitestOn, wrongAsyncVerdicts } from "../conformance/run-async-conformance.ts";

// The other pairs of runner and Node are judged by `npm run conformance:async`.
test.each([vitestOn(4, 20), vitestOn(5, 26, "vmThreads"), jestOn(30, 22), jestOn(29, 24)])(
  "$name sees what every leaky twin leaves behind, and nothing in the clean ones",
  async (runner) => {
    expect(await wrongAsyncVerdicts(runner)).toEqual([]);
  },
);
