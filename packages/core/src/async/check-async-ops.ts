import { assertIsBody } from "../assert-is-body.ts";
import type { CheckSetting } from "../check-setting.ts";
import type { Body } from "../options.ts";
import { takeTurn } from "../take-turn.ts";
import { type AsyncOpsOptions, resolveAsyncOptions } from "./options.ts";
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
  assertIsBody(body);
  const resolved = resolveAsyncOptions(options);
  // Two checks at a time would see each other's work.
  return takeTurn(async () => {
    // Loaded by the first check: who only imports this does not pay for it.
    const { checkNow } = await import("./run-async-check.ts");
    const { answeringForFiles } = await import("../collect/files-closed-by-gc.ts");
    return answeringForFiles(() => checkNow(body, resolved, setting), tellsFiles);
  });
}

// Those that are excused are told too.
function tellsFiles({ findings, excused }: Pick<AsyncOpsRecord, "findings" | "excused">): boolean {
  return [...findings, ...excused].some(({ kind }) => kind === "file handle");
}
