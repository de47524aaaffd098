import { groupBy } from "../../packages/cli/src/views/group-by.ts";
import { formatBytes } from "../../packages/core/src/report/format-bytes.ts";
import { drawMarkdown, drawText } from "./draw-table.ts";
import { firstLine } from "./first-line.ts";
import { describeSetting, type Entry, isRight, settingsIn } from "./log.ts";
import { reportNaming } from "./naming.ts";
import { percent } from "./rate.ts";
import { type Figures, figuresOf } from "./tally.ts";

/** Puts what the log shows into words: a table by setting, one by kind, one of what was judged wrongly, and what was named differently. */
export function reportOn(entries: readonly Entry[], format: "text" | "markdown"): string {
  const draw = format === "markdown" ? drawMarkdown : drawText;
  const all = format === "markdown" ? "**all**" : "all";
  const tables = [describeSetting, ({ kind }: Entry) => kind].map((keyOf, index) =>
    draw(
      withoutEmpty([
        [index === 0 ? "setting" : "kind", ...HEAD],
        ...rowsOf(entries, keyOf),
        [all, ...cellsOf(entries)],
      ]),
    ),
  );
  const wrong = wrongRows(entries);
  return [
    ...tables,
    wrong.length === 0 ? "Nothing was judged wrongly." : draw([WRONG_HEAD, ...wrong]),
    ...reportNaming(entries, draw),
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

// Columns that a table is better without if no row has anything in them.
const OPTIONAL: readonly string[] = ["flips", "no verdict"];

function withoutEmpty([head = [], ...rows]: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const isKept = head.map(
    (name, column) => !OPTIONAL.includes(name) || rows.some((row) => row[column] !== "–" && row[column] !== "0"),
  );
  return [head, ...rows].map((row) => row.filter((_, column) => isKept[column]));
}

function rowsOf(entries: readonly Entry[], keyOf: (entry: Entry) => string): string[][] {
  return [...groupBy(entries, keyOf)].map(([name, own]) => [name, ...cellsOf(own)]);
}

function cellsOf(entries: readonly Entry[]): string[] {
  const figures: Figures = figuresOf(entries);
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
    smallest === undefined ? "–" : formatBytes(smallest),
    medianMs === undefined ? "–" : `${medianMs} ms`,
  ];
}

const WRONG_HEAD = ["kind", "judged wrongly", "twin", "verdicts", "of", "on"];

/** A row for each twin that was not judged as what it is: how often it got which verdict, of how many runs, and where. */
function wrongRows(entries: readonly Entry[]): string[][] {
  const twins = groupBy(entries, ({ kind, name, twin }) => JSON.stringify([kind, name, twin]));
  return [...twins.values()].flatMap((own) => {
    const wrong = own.filter((entry) => !isRight(entry));
    const [first] = wrong;
    if (first === undefined) return [];
    return [[first.kind, first.name, first.twin, verdictsOf(wrong), String(own.length), settingsOf(wrong, own)]];
  });
}

function verdictsOf(wrong: readonly Entry[]): string {
  const told = groupBy(wrong, ({ verdict, because }) => `${verdict} (${firstLine(because).slice(0, MOST_CHARACTERS)})`);
  return [...told].map(([verdict, { length }]) => (length === 1 ? verdict : `${length} × ${verdict}`)).join(", ");
}

// Of what a run without a verdict printed.
const MOST_CHARACTERS = 80;

function settingsOf(wrong: readonly Entry[], all: readonly Entry[]): string {
  const [some, every] = [wrong, all].map(settingsIn);
  return some?.length === every?.length && some?.length !== 1 ? "every setting" : (some ?? []).join("; ");
}
