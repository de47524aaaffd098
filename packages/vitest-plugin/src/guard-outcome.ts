import type { FileOutcome } from "@leakproof/core/guard";
import type { RunnerTask, RunnerTestCase, RunnerTestFile } from "vitest";
import { fullName } from "./running-test.ts";

/** Tells how the tests of a file went, and whose leftovers count. */
export function outcomeOf(file: RunnerTestFile): FileOutcome {
  const tests = testsIn(file.tasks);
  const passed = tests.filter(({ result }) => result?.state === "pass");
  const judged = new Set(passed.filter(({ meta }) => meta.leak !== false).map(fullName));
  return {
    passed: passed.length,
    ran: tests.filter(({ result }) => result?.state === "pass" || result?.state === "fail").length,
    isJudged: ({ test }) => test === undefined || judged.has(test),
  };
}

/** All tests of a file. */
export function testsIn(tasks: readonly RunnerTask[]): RunnerTestCase[] {
  return tasks.flatMap((task) => (task.type === "suite" ? testsIn(task.tasks) : [task]));
}
