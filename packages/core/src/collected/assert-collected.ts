import { checkCollected } from "./check-collected.ts";
import type { CollectedOptions } from "./options.ts";
import type { CollectedRecord } from "./record.ts";

/** What {@link assertCollected} throws: its message explains, its record is the evidence. */
export class CollectedError extends Error {
  override readonly name = "CollectedError";
  readonly record: CollectedRecord;

  constructor(message: string, record: CollectedRecord) {
    super(message);
    this.record = record;
  }
}

/**
 * Asserts that what a function returns, or an object that is watched, can be collected; for node:test, mocha or a script.
 *
 * @param make - a function that makes the object, sync or async; what {@link watch} gave; or a WeakRef
 * @param options - see {@link CollectedOptions}
 * @throws CollectedError if it was not collected, or if that can't be told and `inconclusive` is not `"warn"`; TypeError for a mistake
 * in the call; what the function throws
 * @example
 * test("a closed session can be collected", () => assertCollected(() => openAndClose()));
 */
export async function assertCollected(make: unknown, options?: CollectedOptions): Promise<void> {
  const record = await checkCollected(make, options);
  if (record.verdict.kind === "clean") return;
  const { renderCollectedMessage } = await import("../report/collected-message.ts");
  const message = renderCollectedMessage(record, { assertion: "assertCollected(make)", root: process.cwd() });
  if (record.verdict.kind === "inconclusive" && options?.inconclusive === "warn") {
    process.emitWarning(message, "LeakproofWarning");
    return;
  }
  throw new CollectedError(message, record);
}
