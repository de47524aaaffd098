import { expect, test } from "vitest";
import { runJest } from "./run-jest.ts";

/** What Leakproof told of the whole run. */
const told = (output: string): string =>
  output
    .split("\n")
    .filter(
      (line, index, lines) => line.startsWith("leakproof: ") || lines[index - 1]?.startsWith("leakproof: 1 known"),
    )
    .join("\n");

test("a budget that no test file has fails the run under Jest, and a known leak that matched nothing is listed", async () => {
  const { exitCode, output, tests } = await runJest({
    fixture: "jest-budgets",
    jest: 29,
    args: ["--config=misspelt.config.js", "--forceExit"],
  });

  expect(Object.values(tests).map(({ status }) => status)).toEqual(["passed", "passed"]);
  expect(exitCode).toBe(1);
  expect(told(output)).toMatchInlineSnapshot(`
    "leakproof: budgets[1].files: "src/apy/**" matches none of 2 test files: the nearest is "src/api/users.test.js"
    leakproof: budgets[1].files: "src/jobs" matches none of 2 test files: did you mean "src/jobs/**"?
    leakproof: 1 known leak matched nothing in this run. Delete what is mended:
      Telegraph (sends until #13, until 2099-12-31)"
  `);
});

test("what a file leaves open and is known is not held against it, also where only some files run", async () => {
  const { exitCode, output, records } = await runJest({
    fixture: "jest-budgets",
    jest: 30,
    args: ["src/jobs", "--forceExit"],
  });

  expect(records).toMatchObject([
    {
      kind: "suite",
      verdict: { kind: "within" },
      leftOpen: [],
      excused: [{ kind: "interval", count: 1, reason: "polls until the process ends: #12", entry: "startPolling" }],
    },
  ]);
  expect(exitCode).toBe(0);
  expect(told(output)).toBe("");
});
