import { renderRecordsPage } from "../html/records/records-page.ts";
import type { Report } from "../records/report-of.ts";
import { whatIsMissing } from "./what-is-missing.ts";

/** Writes a report as a page that opens in a browser, offline. */
export function renderHtml(report: Report): string {
  return renderRecordsPage(report.records, {
    rootOf: report.places.rootOf,
    now: new Date(),
    missing: whatIsMissing(report).map(({ what, files }) =>
      files.length === 0 ? what : `${what}: ${files.join(", ")}`,
    ),
  });
}
