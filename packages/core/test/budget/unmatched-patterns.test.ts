import { expect, test } from "vitest";
import { matchesFile } from "../../src/budget/match-file.ts";
import { findUnmatchedPatterns } from "../../src/budget/unmatched-patterns.ts";
import { describeUnmatchedPatterns } from "../../src/report/unmatched-patterns.ts";

const files = ["src/api/users.test.ts", "src/api/[id].test.ts", "src/jobs/hourly.test.ts", ".internal/x.test.ts"];

const told = (...patterns: readonly string[]): string =>
  describeUnmatchedPatterns(findUnmatchedPatterns([{ files: patterns, handles: 0 }], files), files.length);

test.each([
  "src/api/**",
  "**/users.*",
  "./src/**",
  "src/{jobs,none}/*.ts",
  "**",
  ".internal/**",
  "src/api/\\[id\\].test.ts",
])("%s names a test file", (pattern) => {
  expect(told(pattern)).toBe("");
});

test("a pattern that names none is told with the nearest path", () => {
  expect(told("src/apy/**", "src/jobs", "**/hourli.test.ts", "src/api/user.test.ts")).toMatchInlineSnapshot(`
    "leakproof: budgets[0].files: "src/apy/**" matches none of 4 test files: the nearest is "src/api/[id].test.ts"
    leakproof: budgets[0].files: "src/jobs" matches none of 4 test files: did you mean "src/jobs/**"?
    leakproof: budgets[0].files: "**/hourli.test.ts" matches none of 4 test files: the nearest is "src/jobs/hourly.test.ts"
    leakproof: budgets[0].files: "src/api/user.test.ts" matches none of 4 test files: the nearest is "src/api/users.test.ts""
  `);
});

test("where there are no test files at all, none is near", () => {
  expect(findUnmatchedPatterns([{ files: ["a/**"], handles: 0 }], [])).toEqual([{ budget: 0, pattern: "a/**" }]);
});

test("a file matches if one of several patterns does", () => {
  expect(matchesFile(["lib/**", "src/api/*.ts"], "src/api/users.test.ts")).toBe(true);
  expect(matchesFile(["lib/**", "src/*.ts"], "src/api/users.test.ts")).toBe(false);
});
