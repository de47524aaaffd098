import { expect, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import type { VitestMajor } from "./install-hosts.ts";
import { runVitest } from "./run-vitest.ts";

test.each(combinationsOf<VitestMajor>([3, 4, 5], [5]))("in Vitest %i no check outlives its test", async (vitest) => {
  const { tests, output } = await runVitest({ fixture: "slow", vitest });

  expect(output).not.toContain("timed out");
  const failed = tests["a call that takes longer than the test may"]?.failures;
  expect(failed).toEqual([expect.stringContaining("did not return")]);
  const [few] = tests["calls of which few fit into the time of the test"]?.records ?? [];
  expect(few?.verdict.kind).not.toBe("leaking");
  const [leak] = tests["a slow body that leaks"]?.records ?? [];
  expect(leak?.verdict.kind).toBe("leaking");
  const afterHook = tests["after a hook that takes longer than the test may > a clean body"];
  expect(afterHook?.status).toBe("passed");
});
