import { groupBy } from "../../packages/cli/src/views/group-by.ts";
import { drawMarkdown, drawText } from "./draw-table.ts";
import { describeSetting, type Entry, isRight } from "./log.ts";
import { percent } from "./rate.ts";
import { type Figures, figuresOf, tallyTwins } from "./tally.ts";

/** Puts what the log shows into words: a table by setting, one by kind, and every wrong verdict. */
export function reportOn(entries: readonly Entry[], format: "text" | "markdown"): string {
  const settings = groupBy(entries, describeSetting);
  const kinds = groupBy(entries, ({ kind }) => kind);
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
