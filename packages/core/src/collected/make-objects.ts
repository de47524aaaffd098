import { NeverReturned } from "../calls.ts";
import { realTimer } from "../collect/real-time.ts";
import type { TimePlan } from "../time-plan.ts";

export { NeverReturned } from "../calls.ts";

/**
 * Calls a function once.
 *
 * @throws what it throws; {@link NeverReturned} if the time is over before it returns
 */
export async function returnInTime<T>(make: () => T, time: TimePlan): Promise<Awaited<T>> {
  let stopTimer = (): void => {};
  const givenUp = new Promise<never>((_, reject) => {
    stopTimer = realTimer(Math.max(0, time.left()), () => reject(new NeverReturned("the call did not return")));
  });
  try {
    return await Promise.race([make(), givenUp]);
  } finally {
    stopTimer();
  }
}
