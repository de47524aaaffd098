import { beforeAll, describe, expect, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import type { VitestMajor } from "./install-hosts.ts";
import { runVitest, type VitestResult } from "./run-vitest.ts";

describe.each(combinationsOf<VitestMajor>([3, 4, 5], [3, 5]))("in Vitest %i", (vitest) => {
  let result: VitestResult;

  beforeAll(async () => {
    result = await runVitest({ fixture: "misuse", vitest, args: ["not-awaited"] });
  });

  test("an assertion that is not awaited fails its own test and points at its line", () => {
    expect(result.tests["a clean body is not awaited"]).toEqual({
      status: "failed",
      failures: [expect.any(String)],
      records: [expect.objectContaining({ version: 1 })],
    });
    expect(result.tests["a clean body is not awaited"]?.failures[0]).toMatchInlineSnapshot(`
      "Error: expect(...).not.toLeakMemory() was not awaited

      Write \`await expect(...).not.toLeakMemory()\`: the test ended before the verdict.
       ❯ not-awaited.test.ts:9:21
            7|
            8| test("a clean body is not awaited", () => {
            9|   expect(clean).not.toLeakMemory(options);
             |                     ^
           10| });
           11|"
    `);
  });

  test.each([
    "a leaky body is not awaited",
    "a control is not awaited",
    "expect.soft is not awaited",
    "the expect of the context is not awaited",
    "resolves is not awaited",
    "then is not awaited",
    "what awaits it is not awaited",
  ])("%s: one failure that says so", (name) => {
    const { status, failures } = result.tests[name] ?? {};

    expect(status).toBe("failed");
    expect(failures?.filter((failure) => failure.includes("was not awaited"))).toHaveLength(1);
  });

  test("a test that failed before it could await tells of its own failure only", () => {
    expect(result.tests["a test that fails before it could await"]?.failures).toEqual([
      expect.stringContaining("expected 1 to be 2"),
    ]);
  });

  test("neither a later test nor the run is blamed", () => {
    expect(result.tests["the next test is not blamed"]?.status).toBe("passed");
    expect(result.output).not.toContain("Unhandled");
  });
});
