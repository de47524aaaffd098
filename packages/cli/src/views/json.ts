import { type Report, summarize } from "../records/report-of.ts";
import { isIncomplete } from "../records/run-state.ts";

/** Writes a report as one JSON document: the sum, how far each run came, what cannot be read, all records. */
export function renderJson(report: Report): string {
  const { records, runs, damaged } = report;
  const document = {
    version: 1,
    summary: summarize(report),
    runs: runs.map((run) => ({ ...run, isIncomplete: isIncomplete(run) })),
    damaged,
    records,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
