import type { AsyncOpsRecord } from "./async/record.ts";
import type { CollectedRecord } from "./collected/record.ts";
import type { SuiteRecord } from "./guard/suite-record.ts";
import type { LeakRecord } from "./record.ts";

/** The evidence of any assertion, or of what a test file left behind; `kind` tells which. */
export type AnyRecord = LeakRecord | AsyncOpsRecord | CollectedRecord | SuiteRecord;
