import type { GuardedFile } from "@leakproof/core/guard";
import * as vitest from "vitest";
import type { RunnerTestCase, RunnerTestFile, RunnerTestSuite } from "vitest";

/** Does what `aroundAll` does, which Vitest 3 has not: the cleanup of the first beforeAll runs after every afterAll. */
export function aroundAllByHooks(
  begin: (file: RunnerTestFile) => Promise<void>,
  end: (file: RunnerTestFile) => Promise<void>,
): void {
  vitest.beforeAll(async (suite) => {
    const { file } = suite as unknown as RunnerTestSuite;
    await begin(file);
    return () => end(file);
  }, 0);
}

/** Runs a test within something else. */
export type AroundTest = (run: () => Promise<void>, task: RunnerTestCase) => Promise<void>;

/** Does what `aroundEach` does, which Vitest 3 has not: what the first beforeEach gives to onTestFinished runs last. */
export function aroundEachByHooks(around: AroundTest): void {
  vitest.beforeEach(async ({ task, onTestFinished }) => {
    let begin = (): void => {};
    let finish = (): void => {};
    const hasBegun = new Promise<void>((resolve) => (begin = resolve));
    const hasFinished = new Promise<void>((resolve) => (finish = resolve));
    const whole = around(() => {
      begin();
      return hasFinished;
    }, task);
    onTestFinished(async () => {
      finish();
      await whole;
    }, 0);
    await hasBegun;
  }, 0);
}

type Body = (...args: unknown[]) => unknown;
interface SuiteModule {
  readonly getFn: (task: RunnerTestCase) => Body;
  readonly setFn: (task: RunnerTestCase, body: Body) => void;
}

// Vitest 5 has no `vitest/suite` any more, and fails on the very text of such an import.
const SUITE_MODULE: string = "vitest/suite";

const placed = new WeakSet<RunnerTestCase>();

/** Lets the bodies of tests run in their places, where nothing runs around them. */
export async function placeBodies(
  tests: readonly RunnerTestCase[],
  run: (test: RunnerTestCase, body: () => unknown) => ReturnType<GuardedFile["run"]>,
): Promise<void> {
  const { getFn, setFn } = (await import(/* @vite-ignore */ SUITE_MODULE)) as SuiteModule;
  for (const test of tests) {
    const body = getFn(test);
    if (placed.has(test) || typeof body !== "function") continue;
    placed.add(test);
    setFn(test, (...args) => run(test, () => body(...args)));
  }
}
