// Loaded here, with the setup of a runner: the rest of the core comes with the first assertion, when a test may have faked the clock.
import { realTimer } from "../collect/real-time.ts";
import type { JudgingQueue } from "./judging-queue.ts";
import type { PendingAssertion } from "./pending-assertion.ts";

// A check keeps to the time it was given; only a body that never returns outlives it by much.
const PATIENCE_MS = 2_000;
const DEFAULT_TIME_MS = 10_000;

/**
 * Ends a test's assertions; to be called after everything else in the test. What is being judged is waited for, so that it
 * disturbs no later test, and then says nothing any more.
 *
 * @returns the error of the first assertion that was not awaited
 */
export async function dismissAssertions(
  assertions: Iterable<PendingAssertion>,
  queue: JudgingQueue,
  timeLeftMs: number = DEFAULT_TIME_MS,
): Promise<Error | undefined> {
  const pending = [...assertions].filter(({ isAwaited, isFinished }) => !isAwaited || !isFinished);
  for (const assertion of pending) assertion.isLate = true;
  if (pending.some(({ isFinished }) => !isFinished)) await queueEnds(queue, timeLeftMs + PATIENCE_MS);
  return pending[0]?.notAwaited;
}

async function queueEnds(queue: JudgingQueue, timeMs: number): Promise<void> {
  let stop = (): void => {};
  const patience = new Promise<void>((resolve) => {
    stop = realTimer(timeMs, resolve);
  });
  await Promise.race([queue.ended(), patience]);
  stop();
}
