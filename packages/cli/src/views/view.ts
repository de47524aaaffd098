import type { Colors } from "picocolors/types.js";
import type { Report } from "../records/report-of.ts";
import type { Failing } from "./failing.ts";

/** How a report is shown. */
export interface ViewStyle {
  readonly colors: Colors;
  /** Columns of the terminal. */
  readonly columns: number;
  /** Whether also what nobody has to do anything about is listed. */
  readonly all: boolean;
  /** What fails the command, and so a test case of a report for machines. */
  readonly failing: ReadonlySet<Failing>;
  /** Version of this tool. */
  readonly version: string;
  /** Where the pages of `docs/` can be read, if anywhere. */
  readonly docs?: string | undefined;
}

/** Writes a report in one format; measures nothing. */
export type View = (report: Report, style: ViewStyle) => string | Promise<string>;
