import type { LeakOptions, LeakRecord } from "@leakproof/core/matchers";
import { inject, type MatcherState } from "vitest";
import { misuse } from "./misuse.ts";
import { createPendingAssertion, type PendingAssertion, watchAwait } from "./pending-assertion.ts";
import { fullName, isInBody, type RunningTest, timeLeft } from "./running-test.ts";
import { workerState } from "./worker-state.ts";

interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * The matcher as Vitest calls it: `this` is what Vitest knows, core gives the verdict.
 *
 * What cannot be judged is refused by a throw within the call, the only moment that certainly belongs to the right test.
 */
export function toLeakMemory(this: MatcherState, received: unknown, options?: LeakOptions): Promise<Outcome> {
  if (!("promise" in this)) throw refusal(misuse.asymmetric);
  if (this.poll) throw refusal(misuse.poll);
  const { defaults, hookTimeoutMs } = inject("leakproof");
  // What is no object is left to core to refuse.
  const resolved = options === undefined || isObject(options) ? { ...defaults, ...options } : options;
  const obstacle = findObstacle();
  if (obstacle !== undefined && resolved?.inconclusive !== "warn") throw refusal(obstacle);

  const test = soleTest();
  const isNot = this.isNot;
  const assertion = createPendingAssertion(isNot ? ".not" : "", toLeakMemory);
  (test?.assertions ?? workerState.outsideTests).add(assertion);
  const verdict = inTurn(assertion, async () => {
    // Loaded by the first assertion: a suite without any does not pay for it.
    const core = await import("@leakproof/core/matchers");
    return core.toLeakMemory(received, resolved, {
      isNot,
      utils: this.utils,
      subject: subjectOf(test, this),
      timeLeftMs: test && isInBody(test) ? timeLeft(test) : shareOf(hookTimeoutMs),
      refuse: obstacle,
      onRecord: (record) => keepRecord(test, record),
    });
  });
  return watchAwait(silenceIfLate(verdict, assertion, isNot), assertion);
}

function refusal(text: string): Error {
  const error = new TypeError(text);
  Error.captureStackTrace(error, toLeakMemory);
  return error;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function findObstacle(): string | undefined {
  const [test, another] = workerState.tests;
  if (test?.task.concurrent || another !== undefined) return misuse.concurrent;
  return workerState.isJudging ? misuse.busy : undefined;
}

// Which of several concurrent tests called is not known: Vitest's own `task` is the one that was started last.
function soleTest(): RunningTest | undefined {
  const [test, another] = workerState.tests;
  return another === undefined ? test : undefined;
}

// Assertions made in one go (Promise.all) are judged one after the other, each in the time that is then left.
function inTurn<T>(assertion: PendingAssertion, judge: () => Promise<T>): Promise<T> {
  const turn = workerState.turns.then(async () => {
    workerState.isJudging = true;
    try {
      return await judge();
    } finally {
      workerState.isJudging = false;
      assertion.isFinished = true;
    }
  });
  workerState.turns = turn.then(forget, forget);
  return turn;
}

function forget(): void {}

async function silenceIfLate(verdict: Promise<Outcome>, assertion: PendingAssertion, isNot: boolean): Promise<Outcome> {
  const silent: Outcome = { pass: !isNot, message: () => "" };
  try {
    const outcome = await verdict;
    return assertion.isLate ? silent : outcome;
  } catch (error) {
    if (assertion.isLate) return silent;
    throw error;
  }
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
