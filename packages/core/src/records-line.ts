import type { AnyRecord } from "./any-record.ts";
import type { SuiteRecord } from "./guard/suite-record.ts";
import type { LostLine, RunMark } from "./runner/run-marks.ts";

/** A line of a records file: the evidence of one verdict, or a mark of how far the run came. */
export type RecordsLine = AnyRecord | SuiteRecord | RunMark | LostLine;
