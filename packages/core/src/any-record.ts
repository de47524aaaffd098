import type { AsyncOpsRecord } from "./async/record.ts";
import type { CollectedRecord } from "./collected/record.ts";
import type { LeakRecord } from "./record.ts";

/** The evidence of any assertion; `kind` tells which. */
export type AnyRecord = LeakRecord | AsyncOpsRecord | CollectedRecord;
