import { renderRecord } from "@leakproof/core/report";
import type { Report } from "../records/report-of.ts";
import type { ReportRecord } from "../records/report-record.ts";
import { formatBytes } from "../report/format.ts";
import { describePosition } from "./describe-position.ts";
import { describePlace, findProblems } from "./find-problems.ts";

/** Writes all that there is to say of a record: of an assertion the message that it failed with. */
export function recordText(record: ReportRecord, report: Report): string {
  const { places } = report;
  if (record.kind !== "suite") return renderRecord(record, { root: places.rootOf(record.subject.file) });
  const problems = findProblems({ ...report, records: [record] }).flatMap(({ title, position, details }) => [
    title,
    ...(position === undefined ? [] : [`  at ${describePosition(position, places)}`]),
    ...details.map((line) => `  ${line}`),
  ]);
  const phases = record.phases.map(({ place, retained: { heap, external, arrayBuffers } }) => {
    const bytes = formatBytes(Math.max(0, heap + external + arrayBuffers));
    return `  ${bytes} by ${describePlace(place)}`;
  });
  return [...problems, ...(phases.length === 0 ? [] : ["What each phase added:", ...phases])].join("\n");
}
