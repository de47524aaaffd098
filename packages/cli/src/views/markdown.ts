import { type Report, summarize } from "../records/report-of.ts";
import type { ReportRecord } from "../records/report-record.ts";
import { bySeverity, isTrouble, standingOf } from "../records/standing.ts";
import { recordText } from "./record-text.ts";
import { rowOf } from "./row.ts";
import { summaryLine } from "./summary-line.ts";
import type { ViewStyle } from "./view.ts";
import { whatIsMissing } from "./what-is-missing.ts";

/**
 * Writes a report in Markdown, for a job summary or a comment: a table, and the message of each failed assertion folded below it.
 *
 * @param mostBytes - what the reader takes; messages that would not fit are left out, and their number is told
 */
export function renderMarkdown(
  report: Report,
  { all }: Pick<ViewStyle, "all">,
  mostBytes: number = Number.POSITIVE_INFINITY,
): string {
  const troubles = report.records.filter((record) => isTrouble(standingOf(record)));
  const shown = (all ? report.records : troubles).toSorted((a, b) => bySeverity(standingOf(a), standingOf(b)));
  const missing = whatIsMissing(report).flatMap(({ what, files }) => [
    `- ${escape(what)}`,
    ...files.map((file) => `  - ${escape(file)}`),
  ]);
  const head = [
    `## Leakproof: ${summaryLine(summarize(report))}`,
    ...(missing.length === 0 ? [] : ["Records are missing:", missing.join("\n")]),
    ...(shown.length === 0 ? [] : [tableOf(shown, report)]),
  ];
  return withDetails(
    head,
    shown.filter((record) => troubles.includes(record)).map((record) => detailsOf(record, report)),
    mostBytes,
  );
}

function withDetails(head: readonly string[], details: readonly string[], mostBytes: number): string {
  const parts = [...head];
  let bytes = Buffer.byteLength(parts.join("\n\n")) + ROOM_FOR_NOTE;
  for (const [index, detail] of details.entries()) {
    bytes += Buffer.byteLength(detail) + 2;
    if (bytes > mostBytes) {
      parts.push(`The messages of ${details.length - index} more do not fit in here.`);
      break;
    }
    parts.push(detail);
  }
  return `${parts.join("\n\n")}\n`;
}

const ROOM_FOR_NOTE = 100;

function tableOf(records: readonly ReportRecord[], { places }: Report): string {
  const rows = records.map((record) => {
    const { name, budget, retained, handles, standing } = rowOf(record);
    const { file } = record.subject;
    const test = [file === undefined ? "" : places.inProject(file), name].filter((part) => part !== "").join(" > ");
    return `| ${[escape(test), budget, retained, handles, `${MARKS[standing]} ${standing}`].join(" | ")} |`;
  });
  return ["| test | budget | retained | handles | verdict |", "| --- | ---: | ---: | ---: | --- |", ...rows].join("\n");
}

const MARKS: Readonly<Record<ReturnType<typeof standingOf>, string>> = {
  leaking: "❌",
  "leak expected": "❌",
  over: "❌",
  inconclusive: "⚠️",
  "leaks as expected": "✅",
  clean: "✅",
  within: "✅",
};

function detailsOf(record: ReportRecord, report: Report): string {
  const { test, file } = record.subject;
  const text = recordText(record, report);
  // Longer than any in the text.
  const fence = "`".repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map(({ length }) => length + 1)));
  const title = test ?? (file === undefined ? "an assertion" : report.places.inProject(file));
  return [
    `<details><summary>${escapeTag(title)}: ${standingOf(record)}</summary>`,
    `${fence}text\n${text}\n${fence}`,
    "</details>",
  ].join("\n\n");
}

// Names of tests are text: they start no tag, cell or emphasis.
function escape(text: string): string {
  return escapeTag(text).replace(/[\\`*_[\]|~]/g, "\\$&");
}

// In a line of HTML a backslash is itself.
function escapeTag(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replace(/\s+/g, " ");
}
