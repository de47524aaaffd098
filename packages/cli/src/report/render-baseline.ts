import type { BaselineComparison, MeasuredSuites, SuiteComparison } from "@leakproof/core/budget";
import type { Colors } from "picocolors/types.js";
import { counted, formatBytes } from "./format.ts";
import { formatTable } from "./table.ts";

/** What there is to tell of a run and a baseline. */
export interface BaselineReport extends BaselineComparison {
  /** As the user calls it. */
  readonly file: string;
  readonly action: "check" | "update" | "tighten";
  readonly isStrict: boolean;
  readonly unjudged: MeasuredSuites["unjudged"];
  /** Whether the file was written. */
  readonly isWritten: boolean;
}

/** Writes how suites stand against the baseline: what is within is only counted. */
export function renderBaseline(report: BaselineReport, colors: Colors): string {
  const { suites, unjudged, gone } = report;
  const of = (kind: SuiteComparison["kind"]): readonly SuiteComparison[] =>
    suites.filter((suite) => suite.kind === kind);
  const sections = [
    section(colors.red(titles(report).exceeded), of("exceeded").map(change)),
    section(colors.green(titles(report).improved), of("improved").map(change)),
    section(
      titles(report).new,
      of("new").map(({ suite, noiseBytes }) => [
        suite.key,
        formatBytes(suite.bytes),
        `noise ${formatBytes(noiseBytes)}`,
      ]),
    ),
    section(
      colors.yellow("Crept up, update after update:"),
      suites.flatMap(({ suite, drift }) =>
        drift === undefined
          ? []
          : [[suite.key, `${formatBytes(drift.fromBytes)} → ${formatBytes(drift.toBytes)}`, `in ${drift.steps} steps`]],
      ),
    ),
    section(
      "Not judged:",
      unjudged.map(({ key, reason }) => [key, reason]),
    ),
    section(
      titles(report).gone,
      gone.map((key) => [key]),
    ),
    [summary(report, of)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function titles({
  action,
  file,
  isStrict,
}: BaselineReport): Readonly<Record<"exceeded" | "improved" | "new" | "gone", string>> {
  return {
    exceeded: action === "update" ? "Raised:" : "Above the baseline by more than the noise:",
    improved: action === "check" ? "Below the baseline: `leakproof baseline tighten` keeps it there:" : "Lowered:",
    new:
      action === "update"
        ? "Added:"
        : `Not in ${file}${isStrict ? "" : ", and not failed"}: \`leakproof baseline update\` adds it:`,
    gone: action === "check" ? "The test file is no longer there:" : "Removed, the test file is no longer there:",
  };
}

function change(comparison: SuiteComparison): string[] {
  const { suite, noiseBytes } = comparison;
  if (comparison.kind === "new") return [];
  const difference = suite.bytes - comparison.entry.bytes;
  return [
    suite.key,
    `${formatBytes(comparison.entry.bytes)} → ${formatBytes(suite.bytes)}`,
    `${difference < 0 ? "-" : "+"}${formatBytes(Math.abs(difference))}`,
    `noise ${formatBytes(noiseBytes)}`,
  ];
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [title, ...formatTable(rows).map((line) => `  ${line}`)];
}

function summary(
  { file, action, suites, isWritten }: BaselineReport,
  of: (kind: SuiteComparison["kind"]) => readonly SuiteComparison[],
): string {
  const parts = (["within", "exceeded", "improved", "new"] as const)
    .map((kind) => ({ kind, count: of(kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`);
  const written = action === "check" ? "" : isWritten ? `; ${file} is written` : `; ${file} stays as it is`;
  return `${counted(suites.length, "suite")}: ${parts.join(", ") || "none judged"}${written}`;
}
