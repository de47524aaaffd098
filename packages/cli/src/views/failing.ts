import { type Report, summarize } from "../records/report-of.ts";
import type { Standing } from "../records/standing.ts";

/** What can fail a report. */
export type Failing = "leaking" | "over" | "inconclusive" | "incomplete";

/** All that can, with what each means. */
export const FAILINGS: Readonly<Record<Failing, string>> = {
  leaking: "an assertion that does not hold",
  over: "a test file over its budget",
  inconclusive: "a verdict that is withheld",
  incomplete: "a run that did not come to its end, or records that cannot be read",
};

/** Which of them a record is, by how it stands. */
export const FAILING_OF: Readonly<Partial<Record<Standing, Failing>>> = {
  leaking: "leaking",
  "leak expected": "leaking",
  over: "over",
  inconclusive: "inconclusive",
};

/** Whether a report fails. */
export function isFailing(report: Report, failing: ReadonlySet<Failing>): boolean {
  const { counts, isIncomplete } = summarize(report);
  if (isIncomplete && failing.has("incomplete")) return true;
  return Object.entries(FAILING_OF).some(([standing, name]) => counts[standing as Standing] > 0 && failing.has(name));
}
