import type { FileOutcome, TestBudget } from "@leakproof/core/guard";
import type { RunnerTask, RunnerTestCase, RunnerTestFile } from "vitest";
import { fullName } from "./running-test.ts";

/**
 * Tells how the tests of a file went, and whose leftovers count.
 *
 * @throws TypeError that names the test or suite whose `meta.leak` is no budget
 */
export async function outcomeOf(file: RunnerTestFile): Promise<Required<FileOutcome>> {
  const tests = testsIn(file.tasks);
  const passed = tests.filter(({ result }) => result?.state === "pass");
  const judged = new Set(passed.filter(({ meta }) => meta.leak !== false).map(fullName));
  return {
    passed: passed.length,
    ran: tests.filter(({ result }) => result?.state === "pass" || result?.state === "fail").length,
    isJudged: ({ test }) => test === undefined || judged.has(test),
    budgets: await budgetsOf(passed),
  };
}

/** The smallest that any test of a file may retain by a budget of its own. */
export async function leastTestBytes(file: RunnerTestFile): Promise<number> {
  const budgets = await budgetsOf(testsIn(file.tasks));
  return Math.min(...[...budgets.values()].map(({ retainedBytes = Infinity }) => retainedBytes));
}

async function budgetsOf(tests: readonly RunnerTestCase[]): Promise<Map<string, TestBudget>> {
  const budgets = new Map<string, TestBudget>();
  const stated = tests
    .map((test) => ({ test, stated: statedBy(test) }))
    .filter(({ stated: leaks }) => leaks.length > 0);
  if (stated.length === 0) return budgets;
  // Loaded only where a test has a budget of its own.
  const { resolveTestBudget } = await import("@leakproof/core/budget");
  for (const { test, stated: leaks } of stated) {
    const budget = resolveTestBudget(leaks);
    if (budget !== undefined) budgets.set(fullName(test), budget);
  }
  return budgets;
}

// What the test states, and then its suites, from the inside out.
function statedBy(test: RunnerTestCase): { readonly name: string; readonly leak: unknown }[] {
  const stated = [{ name: fullName(test), leak: test.meta.leak as unknown }];
  for (let { suite } = test; suite !== undefined; { suite } = suite) {
    stated.push({ name: suite.name, leak: suite.meta.leak });
  }
  return stated.filter(({ leak }) => leak !== undefined && leak !== false);
}

/** All tests of a file. */
export function testsIn(tasks: readonly RunnerTask[]): RunnerTestCase[] {
  return tasks.flatMap((task) => (task.type === "suite" ? testsIn(task.tasks) : [task]));
}
