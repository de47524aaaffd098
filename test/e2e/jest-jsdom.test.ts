import { beforeAll, describe, expect, test } from "vitest";
import type { JestMajor } from "./install-hosts.ts";
import { type JestResult, runJest } from "./run-jest.ts";

describe.each<JestMajor>([29, 30])("in Jest %i", (jest) => {
  let result: JestResult;

  beforeAll(async () => {
    result = await runJest({ fixture: "jest-jsdom", jest });
  });

  test.each([
    "a row that is kept after it was removed",
    "a row that stays in the document",
    "a listener that stays on the window",
    "a listener that stays on the document",
  ])("%s leaks", (name) => {
    expect(result.tests[name]?.records[0]?.verdict.kind).toBe("leaking");
    expect(result.tests[name]?.status).toBe("failed");
  });

  test.each(["a row that is removed", "a listener that is removed"])("%s does not", (name) => {
    expect(result.tests[name]).toMatchObject({ status: "passed", failures: [] });
  });

  test("the variable that keeps a detached node is named, with its class", () => {
    const [failure = ""] = result.tests["a row that is kept after it was removed"]?.failures ?? [];

    expect(failure).toContain("1 × HTMLTableRowElement per call");
    expect(failure).toContain("held by module variable `rows` (Array) in page.js:1");
  });
});
