import type { CheckSetting } from "../check-setting.ts";
import type { Body } from "../options.ts";
import type { AsyncOpsOptions } from "./options.ts";
import type { AsyncOpsRecord } from "./record.ts";

/**
 * Calls the body, and tells what it started and did not end: handles and requests that are still open, and promises that are pending and
 * retained.
 *
 * Hooks are in place while it runs, and none outlives it. What other code of the same process starts meanwhile counts too, unless a timer
 * from before did: run it alone.
 *
 * @param body - the function under test, sync or async
 * @param options - see {@link AsyncOpsOptions}
 * @returns the record of the verdict; a leak is a value here, see {@link assertNoAsyncOps} for an assertion
 * @throws TypeError if the body is no function or an option is wrong; what the body throws; Error if no collection can be forced
 * @example
 * const { findings } = await checkAsyncOps(() => service.handle(request));
 */
export async function checkAsyncOps(
  body: Body,
  options?: AsyncOpsOptions,
  setting: CheckSetting = {},
): Promise<AsyncOpsRecord> {
  // Loaded by the first check: who only imports this does not pay for it.
  const { checkInTurn } = await import("./run-async-check.ts");
  return checkInTurn(body, options, setting);
}
