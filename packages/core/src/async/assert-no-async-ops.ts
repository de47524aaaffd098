import type { Body } from "../options.ts";
import { checkAsyncOps } from "./check-async-ops.ts";
import type { AsyncOpsOptions } from "./options.ts";
import type { AsyncOpsRecord } from "./record.ts";

/** What {@link assertNoAsyncOps} throws: its message explains, its record is the evidence. */
export class AsyncOpsError extends Error {
  override readonly name = "AsyncOpsError";
  readonly record: AsyncOpsRecord;

  constructor(message: string, record: AsyncOpsRecord) {
    super(message);
    this.record = record;
  }
}

/**
 * Asserts that a body leaves no handle or request open and no retained promise pending; for node:test, mocha or a script.
 *
 * @param body - the function under test, sync or async
 * @param options - see {@link AsyncOpsOptions}
 * @throws AsyncOpsError if it does, or if that can't be told and `inconclusive` is not `"warn"`; TypeError for a mistake in the call;
 * what the body throws
 * @example
 * test("a handled request leaves nothing running", () => assertNoAsyncOps(() => service.handle(request)));
 */
export async function assertNoAsyncOps(body: Body, options?: AsyncOpsOptions): Promise<void> {
  const record = await checkAsyncOps(body, options);
  if (record.verdict.kind === "clean") return;
  const { renderAsyncMessage } = await import("../report/async-message.ts");
  const message = renderAsyncMessage(record, { assertion: "assertNoAsyncOps(body)", root: process.cwd() });
  if (record.verdict.kind === "inconclusive" && options?.inconclusive === "warn") {
    process.emitWarning(message, "LeakproofWarning");
    return;
  }
  throw new AsyncOpsError(message, record);
}
