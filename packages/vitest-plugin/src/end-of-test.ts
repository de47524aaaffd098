import { dismissAssertions } from "@leakproof/core/worker";
import { type RunningTest, timeLeft } from "./running-test.ts";
import { workerState } from "./worker-state.ts";

/**
 * Ends what {@link followTest} began; has to run after everything else in the test.
 *
 * @throws Error if an assertion was not awaited, unless the test failed anyway: it may not have come to awaiting it
 */
export async function endTest(test: RunningTest): Promise<void> {
  const forgotten = await dismissAssertions(test.assertions, workerState.queue, timeLeft(test));
  workerState.tests.delete(test);
  if (forgotten !== undefined && test.task.result?.state !== "fail") throw forgotten;
}

/**
 * Ends a file.
 *
 * @throws Error if an assertion in a `beforeAll` or `afterAll` was not awaited
 */
export async function endFile(): Promise<void> {
  const forgotten = await dismissAssertions(workerState.outsideTests, workerState.queue);
  workerState.outsideTests.clear();
  workerState.tests.clear();
  if (forgotten !== undefined) throw forgotten;
}
