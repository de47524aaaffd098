import type { AnyRecord, SuiteRecord } from "@leakproof/core";

/** The evidence of one verdict: on an assertion, or on what a test file left behind. */
export type ReportRecord = AnyRecord | SuiteRecord;
