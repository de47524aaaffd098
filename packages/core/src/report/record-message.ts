import type { AsyncOpsRecord } from "../async/record.ts";
import type { CollectedRecord } from "../collected/record.ts";
import type { LeakRecord } from "../record.ts";
import { renderAsyncMessage } from "./async-message.ts";
import { renderCollectedMessage } from "./collected-message.ts";
import type { MessageStyle } from "./message-style.ts";
import { renderMessage } from "./message.ts";

/** How a record is written. */
export type RecordStyle = Pick<MessageStyle, "root" | "colors">;

/** The evidence of an assertion. */
export type AssertionRecord = LeakRecord | AsyncOpsRecord | CollectedRecord;

const CALLS: Readonly<Record<AssertionRecord["kind"], readonly [received: string, matcher: string]>> = {
  memory: ["body", "toLeakMemory"],
  "async ops": ["body", "toLeakAsyncOps"],
  collected: ["make", "toBeCollected"],
};

/** Writes the assertion that a record is of: `expect(body).not.toLeakMemory()`. */
export function assertionOf({ kind, subject }: AssertionRecord): string {
  const isNot = (kind === "collected") === (subject.expectsLeak === true);
  const [received, matcher] = CALLS[kind];
  return `expect(${received})${isNot ? ".not" : ""}.${matcher}()`;
}

/** Writes of a record what its assertion says when it fails. */
export function renderRecord(record: AssertionRecord, { root, colors }: RecordStyle): string {
  const style: MessageStyle = { assertion: assertionOf(record), root, ...(colors === undefined ? {} : { colors }) };
  switch (record.kind) {
    case "memory":
      return renderMessage(record, style);
    case "async ops":
      return renderAsyncMessage(record, style);
    case "collected":
      return renderCollectedMessage(record, style);
  }
}
