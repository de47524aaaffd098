import type { Colors } from "picocolors/types.js";
import type { Places } from "../records/places.ts";
import { type Report, summarize } from "../records/report-of.ts";
import { isTrouble, standingOf } from "../records/standing.ts";
import { describePosition } from "./describe-position.ts";
import { findProblems } from "./find-problems.ts";
import { groupBy } from "./group-by.ts";
import { type Alike, groupProblems, seenBy } from "./group-problems.ts";
import { type FileRows, renderTable } from "./render-table.ts";
import { rowOf } from "./row.ts";
import { summaryLine } from "./summary-line.ts";
import type { ViewStyle } from "./view.ts";
import { whatIsMissing } from "./what-is-missing.ts";
import { wrapText } from "./wrap-text.ts";

/** Writes a report for a terminal or the log of a CI: a table of what matters, each leak once, a line that sums up. */
export function renderTerminal(
  report: Report,
  { colors, columns, all }: Pick<ViewStyle, "colors" | "columns" | "all">,
): string {
  const rows = rowsOf(report, all);
  const sections = [
    rows.length === 0 ? [] : renderTable(rows, columns, colors),
    ...groupProblems(findProblems(report)).map((alike) => renderProblem(alike, report.places, columns, colors)),
    whatIsMissing(report).flatMap(({ what, files }) => [
      ...wrapText(`Missing: ${what}`, columns, "", "  ").map(colors.red),
      ...files.flatMap((file) => wrapText(file, columns, "  ")),
    ]),
    wrapText(summaryLine(summarize(report)), columns, "").map(colors.bold),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function rowsOf({ records, places }: Report, all: boolean): FileRows[] {
  const shown = records.filter((record) => all || isTrouble(standingOf(record)));
  const byFile = groupBy(shown, ({ subject: { file } }) => (file === undefined ? "" : places.inProject(file)));
  return [...byFile].map(([file, own]) => {
    const whole = own.find(({ kind }) => kind === "suite");
    return {
      file,
      whole: whole === undefined ? undefined : rowOf(whole),
      tests: own.filter((record) => record !== whole).map(rowOf),
    };
  });
}

function renderProblem(alike: Alike, places: Places, columns: number, colors: Colors): string[] {
  const [first] = alike;
  const { title, level, position, details, fingerprint } = first;
  const paint = level === "error" ? colors.red : colors.yellow;
  const where = position === undefined ? [] : [`at ${describePosition(position, places)}`];
  const seen = seenBy(alike, places);
  return [
    ...wrapText(title, columns, "").map((line) => paint(colors.bold(line))),
    ...[...where, ...details].flatMap((line) => wrapText(line, columns, "  ", "    ")),
    ...(seen === "" ? [] : wrapText(`seen by ${seen}`, columns, "  ", "    ")),
    ...(fingerprint === undefined ? [] : [colors.dim(`  fingerprint ${fingerprint}`)]),
  ];
}
