import type { AnyRecord, MatcherName, MatcherOptions, MatcherResult } from "@leakproof/core/matchers";
import { assertInTest, matcherNames, misuse, refuse } from "@leakproof/core/worker";
import { inject, type MatcherState } from "vitest";
import { fullName, isInBody, type RunningTest, timeLeft } from "./running-test.ts";
import { workerState } from "./worker-state.ts";

type VitestMatcher = (
  this: MatcherState,
  received: unknown,
  options?: MatcherOptions[MatcherName],
) => Promise<MatcherResult>;

/** The matchers as Vitest calls them: `this` is what Vitest knows, core gives the verdict. */
export const matchers: Readonly<Record<string, VitestMatcher>> = Object.fromEntries(
  matcherNames.map((name) => [name, createMatcher(name)]),
);

function createMatcher(name: MatcherName): VitestMatcher {
  return function matcher(received, options) {
    if (!("promise" in this)) throw refuse(misuse.asymmetric(name), matcher);
    if (this.poll) throw refuse(misuse.poll(name), matcher);
    const { defaults, hookTimeoutMs } = inject("leakproof");
    const test = soleTest();
    return assertInTest({
      name,
      received,
      options,
      defaults,
      matcher,
      wrappers: Infinity,
      // Undefined where nothing is negated, whatever its type says.
      isNot: (this.isNot as boolean | undefined) === true,
      utils: this.utils,
      subject: subjectOf(test, this),
      assertions: test?.assertions ?? workerState.outsideTests,
      queue: workerState.queue,
      obstacle: findObstacle(name),
      timeLeftMs: () => (test && isInBody(test) ? timeLeft(test) : shareOf(hookTimeoutMs)),
      onRecord: (record) => keepRecord(test, record),
    });
  };
}

function findObstacle(name: MatcherName): string | undefined {
  const [test, another] = workerState.tests;
  if (test?.task.concurrent || another !== undefined) {
    return misuse.concurrent(name, "make this a sequential test (`test.sequential`, or no `concurrent`)");
  }
  return workerState.queue.isJudging() ? misuse.busy(name) : undefined;
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
function keepRecord(test: RunningTest | undefined, record: AnyRecord): void {
  if (test === undefined) return;
  const { task } = test;
  task.meta = { ...task.meta, leakproof: [...(task.meta.leakproof ?? []), record] };
}
