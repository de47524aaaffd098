import type { LeakOptions, LeakRecord, MatcherResult } from "@leakproof/core/matchers";
import { assertInTest, misuse, refuse } from "@leakproof/core/runner";
import { inject, type MatcherState } from "vitest";
import { fullName, isInBody, type RunningTest, timeLeft } from "./running-test.ts";
import { workerState } from "./worker-state.ts";

/** The matcher as Vitest calls it: `this` is what Vitest knows, core gives the verdict. */
export function toLeakMemory(this: MatcherState, received: unknown, options?: LeakOptions): Promise<MatcherResult> {
  if (!("promise" in this)) throw refuse(misuse.asymmetric, toLeakMemory);
  if (this.poll) throw refuse(misuse.poll, toLeakMemory);
  const { defaults, hookTimeoutMs } = inject("leakproof");
  const test = soleTest();
  return assertInTest({
    received,
    options,
    defaults,
    matcher: toLeakMemory,
    wrappers: Infinity,
    isNot: this.isNot,
    utils: this.utils,
    subject: subjectOf(test, this),
    assertions: test?.assertions ?? workerState.outsideTests,
    queue: workerState.queue,
    obstacle: findObstacle(),
    timeLeftMs: () => (test && isInBody(test) ? timeLeft(test) : shareOf(hookTimeoutMs)),
    onRecord: (record) => keepRecord(test, record),
  });
}

function findObstacle(): string | undefined {
  const [test, another] = workerState.tests;
  if (test?.task.concurrent || another !== undefined) {
    return misuse.concurrent("make this a sequential test (`test.sequential`, or no `concurrent`)");
  }
  return workerState.queue.isJudging() ? misuse.busy : undefined;
}

// Which of several concurrent tests called is not known: Vitest's own `task` is the one that was started last.
function soleTest(): RunningTest | undefined {
  const [test, another] = workerState.tests;
  return another === undefined ? test : undefined;
}

function subjectOf(test: RunningTest | undefined, { testPath }: MatcherState): { test?: string; file?: string } {
  const file = test?.task.file.filepath ?? testPath;
  return {
    ...(test === undefined ? {} : { test: fullName(test.task) }),
    ...(file === undefined ? {} : { file }),
  };
}

// A hook tells neither its own timeout nor when it began.
function shareOf(hookTimeoutMs: number): number | undefined {
  return hookTimeoutMs > 0 && Number.isFinite(hookTimeoutMs) ? hookTimeoutMs / 2 : undefined;
}

// Replaced, not changed: in Vitest 3 the tests of one suite can share the object.
function keepRecord(test: RunningTest | undefined, record: LeakRecord): void {
  if (test === undefined) return;
  const { task } = test;
  task.meta = { ...task.meta, leakproof: [...(task.meta.leakproof ?? []), record] };
}
