import { assertIsBody } from "./assert-is-body.ts";
import { agedSince, type CheckSetting } from "./check-setting.ts";
import { now } from "./collect/real-time.ts";
import { type Body, type LeakOptions, resolveOptions } from "./options.ts";
import type { LeakRecord } from "./record.ts";
import { takeTurn } from "./take-turn.ts";

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
  assertIsBody(body);
  const resolved = resolveOptions(options);
  const since = now();
  // Two checks at a time would measure each other.
  return takeTurn(async () => {
    // Loaded by the first check: who only imports this does not pay for it.
    const { readyWorker, runCheck } = await import("./run-check.ts");
    const { answeringForFiles } = await import("./collect/files-closed-by-gc.ts");
    const isSighted = await readyWorker(resolved);
    return answeringForFiles(() => runCheck(body, resolved, agedSince(setting, since), isSighted), tellsFiles);
  });
}

function tellsFiles({ pending }: LeakRecord): boolean {
  return pending?.findings.some(({ kind }) => kind === "file handle") === true;
}
