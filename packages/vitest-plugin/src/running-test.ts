import type { PendingAssertion } from "@leakproof/core/worker";
import type { RunnerTestCase } from "vitest";

/** One attempt at a test, from before its first `beforeEach` until after its last `onTestFinished`. */
export interface RunningTest {
  readonly task: RunnerTestCase;
  readonly assertions: Set<PendingAssertion>;
  /** When the runner began to count the test's own timeout. */
  bodyStartedAt: number;
}

// Bound when the setup file is loaded, before a test can fake the clock.
const now = performance.now.bind(performance);

/** Begins to follow an attempt at a test; has to be called by the first of all `beforeEach` hooks. */
export function followTest(task: RunnerTestCase): RunningTest {
  const test: RunningTest = { task, assertions: new Set(), bodyStartedAt: now() };
  onHooksPassed(task, () => {
    test.bodyStartedAt = now();
  });
  return test;
}

/** Milliseconds until the runner gives up on the test, or undefined if it never does. */
export function timeLeft({ task, bodyStartedAt }: RunningTest): number | undefined {
  if (!Number.isFinite(task.timeout) || task.timeout <= 0) return undefined;
  return Math.max(0, task.timeout - (now() - bodyStartedAt));
}

/** Whether the test's own function runs, and not one of its hooks. */
export function isInBody({ task }: RunningTest): boolean {
  const hooks = task.result?.hooks;
  return hooks?.beforeEach !== "run" && hooks?.afterEach === undefined;
}

/** The name that reporters show: those of its suites and its own. */
export function fullName(task: RunnerTestCase): string {
  const names = [task.name];
  for (let { suite } = task; suite !== undefined; { suite } = suite) names.unshift(suite.name);
  return names.join(" > ");
}

// A test's timeout counts from the end of its beforeEach hooks. Ours is the first of them, and none can be made the last;
// but the runner notes in the test's result when the hooks of each suite have passed, and the last note starts the body.
function onHooksPassed(task: RunnerTestCase, listener: () => void): void {
  const hooks = task.result?.hooks;
  if (hooks === undefined) return;
  let state = hooks.beforeEach;
  Object.defineProperty(hooks, "beforeEach", {
    configurable: true,
    enumerable: true,
    get: () => state,
    set(next: typeof state) {
      state = next;
      listener();
    },
  });
}
