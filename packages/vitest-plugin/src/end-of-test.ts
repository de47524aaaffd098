import type { PendingAssertion } from "./pending-assertion.ts";
import { type RunningTest, timeLeft } from "./running-test.ts";
import { workerState } from "./worker-state.ts";

const realSetTimeout = setTimeout;
const realClearTimeout = clearTimeout;

// A check keeps to the time it was given; only a body that never returns outlives it by much.
const PATIENCE_MS = 2_000;
const DEFAULT_TIME_MS = 10_000;

/**
 * Ends what {@link followTest} began; has to run after everything else in the test.
 *
 * @throws Error if an assertion was not awaited, unless the test failed anyway: it may not have come to awaiting it
 */
export async function endTest(test: RunningTest): Promise<void> {
  const forgotten = await dismiss(test.assertions, timeLeft(test));
  workerState.tests.delete(test);
  if (forgotten !== undefined && test.task.result?.state !== "fail") throw forgotten;
}

/**
 * Ends a file.
 *
 * @throws Error if an assertion in a `beforeAll` or `afterAll` was not awaited
 */
export async function endFile(): Promise<void> {
  const forgotten = await dismiss(workerState.outsideTests, undefined);
  workerState.outsideTests.clear();
  workerState.tests.clear();
  if (forgotten !== undefined) throw forgotten;
}

async function dismiss(assertions: Iterable<PendingAssertion>, timeMs = DEFAULT_TIME_MS): Promise<Error | undefined> {
  const pending = [...assertions].filter(({ isAwaited, isFinished }) => !isAwaited || !isFinished);
  for (const assertion of pending) assertion.isLate = true;
  if (pending.some(({ isFinished }) => !isFinished)) await turnsEnd(timeMs + PATIENCE_MS);
  return pending[0]?.notAwaited;
}

async function turnsEnd(timeMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = realSetTimeout(resolve, timeMs);
  });
  await Promise.race([workerState.turns, patience]);
  realClearTimeout(timer);
}
