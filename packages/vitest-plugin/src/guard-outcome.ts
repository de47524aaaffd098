import { type FileOutcome, resolveTestBudget, type TestBudget } from "@leakproof/core/guard";
import type { RunnerTask, RunnerTestCase, RunnerTestFile } from "vitest";
import { fullName } from "./running-test.ts";

/**
 * Tells how the tests of a file went, and whose leftovers count.
 *
 * @throws TypeError that names the test or suite whose `meta.leak` is no budget
 */
export function outcomeOf(file: RunnerTestFile): Required<FileOutcome> {
  const tests = testsIn(file.tasks);
  const passed = tests.filter(({ result }) => result?.state === "pass");
  const judged = new Set(passed.filter(({ meta }) => meta.leak !== false).map(fullName));
  return {
    passed: passed.length,
    ran: tests.filter(({ result }) => result?.state === "pass" || result?.state === "fail").length,
    isJudged: ({ test }) => test === undefined || judged.has(test),
    budgets: budgetsOf(passed),
  };
}

/** The smallest that any test of a file may retain by a budget of its own. */
export function leastTestBytes(file: RunnerTestFile): number {
  return Math.min(...[...budgetsOf(testsIn(file.tasks)).values()].map(({ retainedBytes = Infinity }) => retainedBytes));
}

function budgetsOf(tests: readonly RunnerTestCase[]): Map<string, TestBudget> {
  return new Map(
    tests.flatMap((test): [string, TestBudget][] => {
      const budget = resolveTestBudget(statedBy(test));
      return budget === undefined ? [] : [[fullName(test), budget]];
    }),
  );
}

// What the test states, and then its suites, from the inside out.
function statedBy(test: RunnerTestCase): { readonly name: string; readonly leak: unknown }[] {
  const stated = [{ name: fullName(test), leak: test.meta.leak as unknown }];
  for (let { suite } = test; suite !== undefined; { suite } = suite) {
    stated.push({ name: suite.name, leak: suite.meta.leak });
  }
  return stated;
}

/** All tests of a file. */
export function testsIn(tasks: readonly RunnerTask[]): RunnerTestCase[] {
  return tasks.flatMap((task) => (task.type === "suite" ? testsIn(task.tasks) : [task]));
}
