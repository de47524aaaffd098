import { beforeAll, describe, expect, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import type { JestMajor } from "./install-hosts.ts";
import { type JestResult, runJest } from "./run-jest.ts";

describe.each(combinationsOf<JestMajor>([29, 30], [30]))("in Jest %i", (jest) => {
  let result: JestResult;

  beforeAll(async () => {
    result = await runJest({ fixture: "jest-misuse", jest, args: ["concurrent", "never-ends"] });
  });

  test.each(["awaited", "not awaited"])(
    "an assertion in a concurrent test that is %s is refused in its line",
    (name) => {
      const { failures } = result.tests[name] ?? {};

      expect(failures).toHaveLength(1);
      expect(failures?.[0]).toContain(
        "TypeError: toLeakMemory cannot judge while tests run concurrently\n\n" +
          "They share one heap: make this a test without `concurrent`.",
      );
      expect(failures?.[0]).toMatch(/concurrent\.test\.js:(?:6|11):/);
    },
  );

  test("the policy `warn` lets the test pass and warns", () => {
    expect(result.tests["told to warn"]?.status).toBe("passed");
    expect(result.output).toContain("LeakproofWarning");
  });

  test("a sequential test of the file is judged when the concurrent ones have ended", () => {
    expect(result.tests["without an assertion"]?.status).toBe("passed");
    expect(result.tests["sequential"]?.status).toBe("passed");
  });

  test("and refused in time if they do not end", () => {
    expect(result.tests["sequential, in the same file"]?.failures).toEqual([
      expect.stringContaining("They share one heap: move the concurrent tests of this file to another."),
    ]);
  });
});
