import { type HuntRequest, openHuntLog } from "@leakproof/core/runner";
import type { RunnerTask, RunnerTestCase, RunnerTestFile } from "vitest";
import * as vitest from "vitest";
import type { ProvidedSettings } from "../settings.ts";
import { type Hunt, HuntedTest, tell } from "./hunted-test.ts";

const hunted = new WeakMap<RunnerTestCase, HuntedTest>();

/** Hunts for leaks in the tests of a file; to be called before any other hook is registered. */
export function huntFile(request: HuntRequest, { defaults, vitestMajor }: ProvidedSettings): void {
  const hunt: Hunt = { request, log: openHuntLog(request), options: defaults.toLeakMemory };
  const begin = (file: RunnerTestFile): void => {
    beginFile(hunt, file);
  };
  // What a hook is given first differs; its text is read for the fixtures that it wants.
  vitest.beforeAll(
    (vitestMajor < 4
      ? (file: RunnerTestFile) => begin(file)
      : // oxlint-disable-next-line no-empty-pattern -- the fixtures that it wants
        ({}, file: RunnerTestFile) => begin(file)) as () => void,
  );
  const { aroundEach } = vitest as { readonly aroundEach?: typeof vitest.aroundEach };
  if (aroundEach !== undefined) {
    aroundEach(async (runTest, { task }) => {
      const test = hunted.get(task);
      test?.begin();
      await runTest();
      await test?.end();
    }, 0);
    return;
  }
  vitest.beforeEach(({ task, onTestFinished }) => {
    const test = hunted.get(task);
    test?.begin();
    // What is given first runs last.
    onTestFinished(() => test?.end(), 0);
  });
}

function beginFile(hunt: Hunt, file: RunnerTestFile): void {
  const tests = testsOf(file.tasks);
  const toRun = tests.filter(({ mode }) => mode === "run" || mode === "queued");
  hunt.log.add({ version: 1, kind: "file", file: file.filepath, tests: toRun.length });
  for (const test of tests) {
    if (!toRun.includes(test)) tell(hunt, test, { kind: test.mode === "todo" ? "todo" : "skipped" });
    else if (test.concurrent) tell(hunt, test, { kind: "concurrent" });
    else if (test.fails) tell(hunt, test, { kind: "expected to fail" });
    else hunted.set(test, new HuntedTest(hunt, test));
  }
}

function testsOf(tasks: readonly RunnerTask[]): RunnerTestCase[] {
  return tasks.flatMap((task) => (task.type === "suite" ? testsOf(task.tasks) : task.type === "test" ? [task] : []));
}
