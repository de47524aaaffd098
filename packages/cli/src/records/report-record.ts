import type { SuiteRecord } from "@leakproof/core";
import type { AssertionRecord } from "@leakproof/core/report";

/** The evidence of one verdict: on an assertion, or on what a test file left behind. */
export type ReportRecord = AssertionRecord | SuiteRecord;
