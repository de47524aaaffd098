import { checkLeak } from "./check.ts";
import type { Body, LeakOptions } from "./options.ts";
import type { LeakRecord } from "./record.ts";

/** What {@link assertNoLeak} throws: its message explains, its record is the evidence. */
export class LeakError extends Error {
  override readonly name = "LeakError";
  readonly record: LeakRecord;

  constructor(message: string, record: LeakRecord) {
    super(message);
    this.record = record;
  }
}

/**
 * Asserts that what a body retains does not grow with every call; for node:test, mocha or a script.
 *
 * Cannot tell apart what other code does meanwhile in the same process: run it alone.
 *
 * @param body - the function under test, sync or async
 * @param options - see {@link LeakOptions}
 * @throws LeakError if it leaks, or if that can't be told and `inconclusive` is not `"warn"`; TypeError for a mistake in the call;
 * what the body throws
 * @example
 * test("a handled request leaves nothing behind", () => assertNoLeak(() => service.handle(request)));
 */
export async function assertNoLeak(body: Body, options?: LeakOptions): Promise<void> {
  const record = await checkLeak(body, options);
  if (record.verdict.kind === "clean") return;
  const { renderMessage } = await import("./report/message.ts");
  const message = renderMessage(record, { assertion: "assertNoLeak(body)", root: process.cwd() });
  if (record.verdict.kind === "inconclusive" && options?.inconclusive === "warn") {
    process.emitWarning(message, "LeakproofWarning");
    return;
  }
  throw new LeakError(message, record);
}
