import type { LostLine, RecordsLine, RunMark } from "@leakproof/core";
import { isHuntMark } from "../hunt/hunt-log.ts";
import { complaintAbout } from "./complaint.ts";
import type { ReportRecord } from "./report-record.ts";

/** A line that is neither a record nor a mark. */
export type DamagedLine = Pick<LostLine, "line" | "reason"> & {
  /** The file that it was in, where that is not the one that was read. */
  readonly file?: string;
};

/** What the text of a records file says. */
export interface RecordsText {
  readonly records: readonly ReportRecord[];
  readonly marks: readonly RunMark[];
  readonly damaged: readonly DamagedLine[];
}

/** Reads the lines of a records file. What cannot be read is told, and keeps nobody from the rest; of a hunt's log its records count. */
export function readLines(text: string): RecordsText {
  const records: ReportRecord[] = [];
  const marks: RunMark[] = [];
  const damaged: DamagedLine[] = [];
  const sort = (line: RecordsLine): void => {
    if (line.kind === "line lost") damaged.push({ file: line.file, line: line.line, reason: line.reason });
    else if (isMark(line)) marks.push(line);
    else records.push(line);
  };
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const value = parse(line);
    if (isHuntMark(value)) continue;
    const complaint = value === undefined ? tornOr(index === lines.length - 1) : complaintAbout(value);
    if (complaint !== undefined) damaged.push({ line: index + 1, reason: complaint });
    else sort(value as RecordsLine);
  }
  return { records, marks, damaged };
}

// Every line is written with its line break: one without was being written when the process ended.
function tornOr(isLast: boolean): string {
  return isLast ? "cut off: the run ended while it was written" : "no JSON";
}

const MARKS: ReadonlySet<string> = new Set<RunMark["kind"]>(["run started", "file started", "file ended", "run ended"]);

function isMark(line: ReportRecord | RunMark): line is RunMark {
  return MARKS.has(line.kind);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
