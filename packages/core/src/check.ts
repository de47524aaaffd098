import type { CheckSetting } from "./check-setting.ts";
import { now } from "./collect/real-time.ts";
import type { Body, LeakOptions } from "./options.ts";
import type { LeakRecord } from "./record.ts";

/**
 * Calls the body again and again, and tells whether what it retains grows with every call.
 *
 * @param body - the function under test, sync or async
 * @param options - see {@link LeakOptions}
 * @returns the record of the verdict; a leak is a value here, see {@link assertNoLeak} for an assertion
 * @throws TypeError if the body is no function or an option is wrong; what the body throws; Error if no collection can be forced
 * @example
 * const { verdict } = await checkLeak(() => service.handle(request));
 * if (verdict.kind === "leaking") console.log(verdict.bytesPerCall);
 */
export async function checkLeak(body: Body, options?: LeakOptions, setting: CheckSetting = {}): Promise<LeakRecord> {
  const since = now();
  // Loaded by the first check: who only imports this does not pay for it.
  const { checkInTurn } = await import("./run-check.ts");
  return checkInTurn(body, options, setting, since);
}
