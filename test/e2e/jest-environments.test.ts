import { beforeAll, describe, expect, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import type { JestMajor } from "./install-hosts.ts";
import { type JestResult, runJest } from "./run-jest.ts";

describe.each(combinationsOf<JestMajor>([29, 30], [30]))("in Jest %i", (jest) => {
  let result: JestResult;

  beforeAll(async () => {
    result = await runJest({ fixture: "jest-environments", jest });
  });

  test("every project has its own defaults", () => {
    const [failure = ""] = result.tests["one: leaks"]?.failures ?? [];

    expect(failure).toContain("expect(body).not.toLeakMemory()");
    expect(failure).toContain("0 snapshots");
    expect(result.tests["two: leaks within the budget of its project"]?.status).toBe("passed");
  });

  test.each([
    ["a project", "two: has a document"],
    ["a docblock", "docblock: node"],
    ["a docblock with jsdom", "docblock: jsdom"],
    ["extend(), with a handler that is a method", "own: a handler that is a method"],
    ["extend(), with a handler that is a field", "own: a handler that is a field"],
    ["@jest/globals, without globals", "globals: imported"],
  ])("the matcher comes by %s", (_, name) => {
    expect(result.tests[name]).toMatchObject({ status: "passed" });
  });

  test("`.resolves` of @jest/globals has to be awaited too", () => {
    expect(result.tests["globals: not awaited"]?.failures).toEqual([
      expect.stringContaining("expect(...).resolves.not.toLeakMemory() was not awaited"),
    ]);
  });

  test.each([
    [{ recrods: "leaks.ndjson" }, 'there is no option "recrods": did you mean records?'],
    [{ defaults: { explian: false } }, 'defaults: there is no option "explian": did you mean explain?'],
    [{ records: true }, "records: expected the path of a file, received a boolean"],
  ])("a mistake in its options is told by the file: %o", async (leakproof, message) => {
    const { output } = await runJest({
      fixture: "jest-judge",
      jest,
      args: [`--testEnvironmentOptions=${JSON.stringify({ leakproof })}`],
    });

    expect(output).toContain("Test suite failed to run");
    expect(output).toContain(`TypeError: leakproof: ${message}`);
  });
});

test("records that cannot be kept are told once and change no verdict", async () => {
  const leakproof = { records: "jest.config.js/records.ndjson" };
  const { output, tests } = await runJest({
    fixture: "jest-judge",
    jest: 30,
    args: [`--testEnvironmentOptions=${JSON.stringify({ leakproof })}`],
  });

  expect(output.match(/leakproof: .*/g)).toEqual([
    expect.stringMatching(
      /^leakproof: the records of this run are not kept in jest\.config\.js\/records\.ndjson: .*\. Verdicts are not affected\.$/,
    ),
  ]);
  expect(Object.values(tests).map(({ status }) => status)).toEqual(["failed", "passed", "failed", "passed"]);
});
