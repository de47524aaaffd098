import { beforeAll, describe, expect, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import type { JestMajor } from "./install-hosts.ts";
import { type JestResult, runJest } from "./run-jest.ts";

describe.each(combinationsOf<JestMajor>([29, 30], [30]))("in Jest %i", (jest) => {
  let result: JestResult;

  beforeAll(async () => {
    result = await runJest({ fixture: "jest-misuse", jest, args: ["not-awaited"] });
  });

  test("an assertion that is not awaited fails its own test and points at its line", () => {
    const { status, failures } = result.tests["a clean body is not awaited"] ?? {};

    expect(status).toBe("failed");
    expect(failures).toHaveLength(1);
    expect(failures?.[0]).toMatchInlineSnapshot(`
      "expect(...).not.toLeakMemory() was not awaited

      Write \`await expect(...).not.toLeakMemory()\`: the test ended before the verdict.

         5 |
         6 | test("a clean body is not awaited", () => {
      >  7 |   expect(clean).not.toLeakMemory(options);
           |                     ^
         8 | });
         9 |
        10 | test("a leaky body is not awaited", () => {

        at Object.toLeakMemory (not-awaited.test.js:7:21)"
    `);
  });

  test.each([
    "a leaky body is not awaited",
    "a control is not awaited",
    "resolves is not awaited",
    "then is not awaited",
    "what awaits it is not awaited",
  ])("%s: one failure that says so", (name) => {
    expect(result.tests[name]?.status).toBe("failed");
    expect(result.tests[name]?.failures).toEqual([expect.stringContaining("was not awaited")]);
  });

  test("a test that failed before it could await tells of its own failure only", () => {
    expect(result.tests["a test that fails before it could await"]?.failures).toEqual([
      expect.stringContaining("expect(received).toBe(expected)"),
    ]);
  });

  test("the next test is not blamed", () => {
    expect(result.tests["the next test is not blamed"]?.status).toBe("passed");
  });

  test("one in a hook of the file fails the file", () => {
    const [, failure = ""] = result.output.split("● Test suite failed to run");

    expect(failure).toContain("expect(...).not.toLeakMemory() was not awaited");
    expect(failure).toContain("not-awaited.test.js:46:");
  });
});
