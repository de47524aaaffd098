import type { RateEstimate } from "../../packages/cli/src/stress/wilson-interval.ts";
import { describeSetting, type Entry, isRight } from "./log.ts";
import { type Figures, figuresOf, tallyTwins } from "./tally.ts";

/** Puts what the log shows into words: a table by setting, one by kind, and every wrong verdict. */
export function reportOn(entries: readonly Entry[], format: "text" | "markdown"): string {
  const settings = Map.groupBy(entries, describeSetting);
  const kinds = Map.groupBy(entries, ({ kind }) => kind);
  const draw = format === "markdown" ? drawMarkdown : drawText;
  return [
    draw([["setting", ...HEAD], ...rowsOf(settings), ["all", ...cellsOf(figuresOf(entries))]]),
    draw([["kind", ...HEAD], ...rowsOf(kinds)]),
    ["What was judged wrongly:", ...wrongLines(entries)].join("\n"),
  ].join("\n\n");
}

const HEAD = [
  "verdicts",
  "recall",
  "precision",
  "inconclusive",
  "flips",
  "missed",
  "false alarms",
  "no verdict",
  "smallest growth found",
  "median",
];

function rowsOf(groups: ReadonlyMap<string, readonly Entry[]>): string[][] {
  return [...groups].map(([name, entries]) => [name, ...cellsOf(figuresOf(entries))]);
}

function cellsOf(figures: Figures): string[] {
  const { smallestBytesPerCall: smallest, medianMs } = figures;
  return [
    String(figures.verdicts),
    percent(figures.recall),
    percent(figures.precision),
    percent(figures.inconclusive),
    percent(figures.flips),
    String(figures.missed),
    String(figures.falselyReported),
    String(figures.without),
    smallest === undefined ? "–" : `${smallest.toFixed(1)} B`,
    medianMs === undefined ? "–" : `${medianMs} ms`,
  ];
}

function percent(estimate: RateEstimate | undefined): string {
  if (estimate === undefined) return "–";
  const { rate, low, high } = estimate;
  return `${round(rate)} % (${round(low)}–${round(high)})`;
}

function round(rate: number): string {
  return String(Number((100 * rate).toFixed(1)));
}

function wrongLines(entries: readonly Entry[]): string[] {
  const wrong = tallyTwins(entries.filter((entry) => !isRight(entry)));
  if (wrong.length === 0) return ["nothing"];
  return wrong.map(({ kind, name, twin, verdicts, because, ...setting }) => {
    const told = Object.entries(verdicts).map(([verdict, count]) => `${count} × ${verdict}`);
    return `- ${kind}: ${name} (${twin}): ${told.join(", ")} on ${describeSetting(setting)} (${because.map(firstLine).join("; ")})`;
  });
}

function firstLine(text: string): string {
  return text.split("\n").find((line) => line.trim() !== "") ?? "";
}

function drawText(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function drawMarkdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
