import type { Summary } from "../records/report-of.ts";
import { STANDINGS } from "../records/standing.ts";
import { counted } from "../report/format.ts";

/** Sums a report up in one line: `2 leaking, 1 inconclusive, 40 clean in 12 test files`. */
export function summaryLine({ counts, files }: Summary): string {
  const parts = STANDINGS.flatMap((standing) => (counts[standing] === 0 ? [] : [`${counts[standing]} ${standing}`]));
  if (parts.length === 0) return "no verdicts";
  return `${parts.join(", ")}${files === 0 ? "" : ` in ${counted(files, "test file")}`}`;
}
