import { createJudgingQueue, type JudgingQueue, type PendingAssertion } from "@leakproof/core/worker";
import type { RunningTest } from "./running-test.ts";

/** What is known in one worker, across the files that it runs. */
export interface WorkerState {
  /** More than one only while tests run concurrently. */
  readonly tests: Set<RunningTest>;
  /** Assertions made in hooks that belong to no test. */
  readonly outsideTests: Set<PendingAssertion>;
  readonly queue: JudgingQueue;
  /** Whether `.resolves` has been watched for this worker. */
  watchesResolves: boolean;
}

const KEY = Symbol.for("leakproof.vitest");
const holder = globalThis as { [KEY]?: WorkerState };

/** The state of this worker: with `isolate: false` this file is evaluated for every test file, and has to find it again. */
export const workerState: WorkerState = (holder[KEY] ??= {
  tests: new Set(),
  outsideTests: new Set(),
  queue: createJudgingQueue(),
  watchesResolves: false,
});
