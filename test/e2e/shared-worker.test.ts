import { describe, expect, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import type { VitestMajor } from "./install-hosts.ts";
import { type Pool, runVitest } from "./run-vitest.ts";

describe.each(combinationsOf<VitestMajor>([3, 4, 5], [5]))("in Vitest %i", (vitest) => {
  test.each<Pool>(["forks", "vmThreads"])(
    "projects and files that share a worker (%s) are judged alike, and records that cannot be kept are told once",
    async (pool) => {
      const { tests, output } = await runVitest({ fixture: "worker", vitest, pool });

      expect(output.match(/^leakproof: .*/gm)).toEqual([
        expect.stringMatching(
          /^leakproof: the records of this run are not kept in vitest\.config\.ts\/records\.ndjson: .*\. Verdicts are not affected\.$/,
        ),
      ]);
      expect(tests["awaited"]).toMatchObject({ status: "passed" });
      expect(tests["leaks"]).toMatchObject({ status: "failed" });
      expect(tests["not awaited"]?.failures).toHaveLength(3);
    },
  );
});
