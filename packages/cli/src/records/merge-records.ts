import type { Places } from "./places.ts";
import type { ReportRecord } from "./report-record.ts";
import { bySeverity, standingOf } from "./standing.ts";

/**
 * Puts the records of many files (shards, workers, runs that were started again) together, in an order that does not depend on that of the
 * files.
 *
 * Where two files judge the same thing on the same runtime, the worse verdict is kept: a leak is not undone by a run that did not show it. What
 * one file judges more than once (a test that was tried again, two assertions of one test) stays apart.
 */
export function mergeRecords(sources: readonly (readonly ReportRecord[])[], places: Places): ReportRecord[] {
  const kept = new Map<string, ReportRecord>();
  for (const records of sources) {
    const seen = new Map<string, number>();
    for (const record of records) {
      const identity = identityOf(record, places);
      const nth = seen.get(identity) ?? 0;
      seen.set(identity, nth + 1);
      const key = `${identity}${String(nth).padStart(6, "0")}`;
      const other = kept.get(key);
      kept.set(key, other === undefined ? record : worseOf(record, other));
    }
  }
  return [...kept].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
}

// Read from left to right it is the order of the report too: by file, then by test.
function identityOf({ kind, subject, runtime }: ReportRecord, places: Places): string {
  const { file, test, body, expectsLeak } = subject;
  const parts = [
    file === undefined ? "" : places.inProject(file),
    test ?? "",
    kind,
    body ?? "",
    expectsLeak === true ? "leak" : "",
    runtime.node,
    runtime.platform,
    runtime.arch,
  ];
  return parts.map((part) => `${part}\0`).join("");
}

function worseOf(a: ReportRecord, b: ReportRecord): ReportRecord {
  const order = bySeverity(standingOf(a), standingOf(b));
  if (order !== 0) return order < 0 ? a : b;
  // Of two that stand alike, the choice must not depend on which came first.
  return JSON.stringify(a) < JSON.stringify(b) ? a : b;
}
