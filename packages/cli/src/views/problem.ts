import type { SourcePosition, TraceStep } from "@leakproof/core";
import type { ReportRecord } from "../records/report-record.ts";
import type { Rule } from "./rules.ts";

/** Something to mend, at the place where it is to be mended. */
export interface Problem {
  readonly rule: Rule;
  readonly level: "error" | "warning";
  /** What is wrong, in one line. */
  readonly title: string;
  /** Who holds it, since when, what to do: a line each. */
  readonly details: readonly string[];
  /** The allocation site, or else the nearest place that is known. */
  readonly position?: SourcePosition;
  /** From what existed before to what leaks; empty where no snapshot was taken. */
  readonly path: readonly TraceStep[];
  /** The index of the step that the suspect reference reaches. */
  readonly suspect?: number;
  /** The stable name of the leak. */
  readonly fingerprint?: string;
  readonly record: ReportRecord;
}
