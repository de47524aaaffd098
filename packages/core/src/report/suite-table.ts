import { totalOf } from "../guard/memory-gauge.ts";
import type { SuiteRecord } from "../guard/suite-record.ts";
import { type Colors, plain } from "./colors.ts";
import { counted, formatBytes, formatMilliseconds } from "./format-bytes.ts";
import { explainSuite } from "./guard-message.ts";
import { formatPosition } from "./trace-step.ts";
import { WIDTH, wrap } from "./wrap.ts";

/** How the table at the end of a run is written. */
export interface SuiteTableStyle {
  /** Paths are written relative to this folder. */
  readonly root: string;
  readonly colors?: Colors;
}

/**
 * Writes what the guard found in a run: a line if all files are within their budgets, else a table of those that are not, and who is to
 * blame. Empty where nothing was guarded.
 */
export function renderSuites(records: readonly SuiteRecord[], { root, colors = plain }: SuiteTableStyle): string {
  if (records.length === 0) return "";
  const told = records.filter(({ verdict }) => verdict.kind !== "within").toSorted(byExcess);
  if (told.length === 0) return summary(records, root).join("\n");
  return [
    ...wrap(headline(records, told), "").map(colors.bold),
    "",
    ...table(told, root, colors),
    ...told.flatMap((record) => [
      "",
      `  ${nameOf(record, root)}`,
      ...explainSuite(record, { root, colors, indent: "    " }),
    ]),
    "",
    ...cost(records).map(colors.dim),
  ].join("\n");
}

function byExcess(a: SuiteRecord, b: SuiteRecord): number {
  const rank = ({ verdict }: SuiteRecord): number => (verdict.kind === "over" ? 0 : 1);
  return rank(a) - rank(b) || totalOf(b.retained) - totalOf(a.retained);
}

function headline(records: readonly SuiteRecord[], told: readonly SuiteRecord[]): string {
  const over = told.filter(({ verdict }) => verdict.kind === "over").length;
  const doubtful = told.length - over;
  const doubt = doubtful === 0 ? "" : `; ${counted(doubtful, "verdict")} inconclusive`;
  return `Leakproof: ${over} of ${counted(records.length, "test file")} ${over === 1 ? "leaves" : "leave"} more behind than allowed${doubt}`;
}

function summary(records: readonly SuiteRecord[], root: string): string[] {
  const most = records.toSorted((a, b) => totalOf(b.retained) - totalOf(a.retained))[0]!;
  const all =
    records.length === 1
      ? "1 test file is within its budget"
      : `all ${records.length} test files are within their budgets`;
  return wrap(`Leakproof: ${all}; ${nameOf(most, root)} retains the most, ${retainedBy(most)}`, "");
}

const HEADER = ["budget", "retained", "open", "verdict"] as const;

function table(records: readonly SuiteRecord[], root: string, { dim, red }: Colors): string[] {
  const rows = records.map((record) => {
    const { budget, leftOpen, verdict } = record;
    const open = leftOpen.reduce((sum, { finding }) => sum + finding.count, 0);
    const limit = budget.retainedBytes === undefined ? "none" : formatBytes(budget.retainedBytes);
    return [limit, retainedBy(record), String(open), verdict.kind];
  });
  const widths = HEADER.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const format = (cells: readonly string[]): string =>
    cells.map((cell, column) => (column === 3 ? cell : cell.padStart(widths[column]!))).join("  ");
  const space = WIDTH - 4 - widths.reduce((sum, width) => sum + width + 2, 0) + 2;
  const names = records.map((record) => shorten(nameOf(record, root), space));
  const width = Math.max("suite".length, ...names.map(({ length }) => length));
  return [
    dim(`  ${"suite".padEnd(width)}  ${format(HEADER)}`),
    ...rows.map((row, index) => {
      const line = `  ${names[index]!.padEnd(width)}  ${format(row)}`;
      return row[3] === "over" ? red(line) : line;
    }),
  ];
}

function retainedBy({ retained, isEstimate }: SuiteRecord): string {
  return `${isEstimate === true ? "≤ " : ""}${formatBytes(Math.max(0, totalOf(retained)))}`;
}

// The end of a path tells more than its beginning.
function shorten(name: string, space: number): string {
  return name.length <= space ? name : `…${name.slice(name.length - space + 1)}`;
}

function nameOf({ subject }: SuiteRecord, root: string): string {
  return subject.file === undefined ? "" : formatPosition({ file: subject.file, line: 1, column: 1 }, root, false);
}

function cost(records: readonly SuiteRecord[]): string[] {
  const collections = records.reduce((sum, record) => sum + record.cost.collections, 0);
  const milliseconds = records.reduce((sum, record) => sum + record.cost.milliseconds, 0);
  return wrap(`Cost, over all workers: ${counted(collections, "collection")}, ${formatMilliseconds(milliseconds)}`, "");
}
