import type { CheckSetting } from "../check-setting.ts";
import { describe } from "../options.ts";
import { takeTurn } from "../take-turn.ts";
import { type CollectedOptions, resolveCollectedOptions } from "./options.ts";
import type { CollectedRecord } from "./record.ts";
import { asWatched } from "./watch.ts";

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
  const resolved = resolveCollectedOptions(options);
  const watched = asWatched(make);
  if (watched === undefined && typeof make !== "function") {
    throw new TypeError(
      `expected a function, what watch() gave, or a WeakRef; received ${describe(make)}: ` +
        "an object that is passed by itself is held by the one who passes it",
    );
  }
  return takeTurn(async () => {
    // Loaded by the first check: who only imports this does not pay for it.
    const { runCollectedCheck } = await import("./run-collected-check.ts");
    const { answeringForFiles } = await import("../collect/files-closed-by-gc.ts");
    const run = (): Promise<CollectedRecord> =>
      runCollectedCheck(watched ?? (make as () => unknown), resolved, setting);
    return answeringForFiles(run, () => false);
  });
}
