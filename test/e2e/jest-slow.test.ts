import { test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import type { JestMajor } from "./install-hosts.ts";
import { runJest } from "./run-jest.ts";

test.for(combinationsOf<JestMajor>([29, 30], [30]))(
  "in Jest %i no check outlives its test",
  async (jest, { expect }) => {
    const { tests, output } = await runJest({ fixture: "jest-slow", jest });

    expect(output).not.toContain("Exceeded timeout");
    const failed = tests["a call that takes longer than the test may"]?.failures;
    expect(failed).toEqual([expect.stringContaining("did not return")]);
    const [few] = tests["calls of which few fit into the time of the test"]?.records ?? [];
    expect(few?.verdict.kind).not.toBe("leaking");
    const [leak] = tests["a slow body that leaks"]?.records ?? [];
    expect(leak?.verdict.kind).toBe("leaking");
    const afterHook = tests["after a hook that takes longer than the test may > a clean body"];
    expect(afterHook?.status).toBe("passed");
  },
);
