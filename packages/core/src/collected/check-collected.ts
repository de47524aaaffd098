import type { CheckSetting } from "../check-setting.ts";
import type { CollectedOptions } from "./options.ts";
import type { CollectedRecord } from "./record.ts";

/**
 * Tells whether what a function returns, or an object that is watched, can be collected.
 *
 * What the caller itself still refers to is not collected: make the object inside of the function, and keep none of it. If the function
 * returns an array or a plain object, each of its values is looked at as well.
 *
 * @param make - a function that makes the object, sync or async; what {@link watch} gave; or a WeakRef
 * @param options - see {@link CollectedOptions}
 * @returns the record of the verdict; see {@link assertCollected} for an assertion
 * @throws TypeError if there is no object to watch or an option is wrong; what the function throws; Error if no collection can be forced
 * @example
 * const { verdict } = await checkCollected(() => new Session());
 */
export async function checkCollected(
  make: unknown,
  options?: CollectedOptions,
  setting: CheckSetting = {},
): Promise<CollectedRecord> {
  // Loaded by the first check: who only imports this does not pay for it.
  const { checkInTurn } = await import("./run-collected-check.ts");
  return checkInTurn(make, options, setting);
}
