import type { TestName } from "@leakproof/core/worker";
import type { NeededTests } from "../bisect/needed-tests.ts";
import { nameOf } from "../earlier-tests/list-tests.ts";
import type { Tally } from "../search/tally.ts";
import { formatPercent } from "./format.ts";
import { formatTable } from "./table.ts";

/** Says in a sentence which earlier tests the leak needs. */
export function summarizeTests({ target, needed }: NeededTests): string {
  const which = needed.length === 1 ? nameOf(needed[0] as TestName) : `${needed.length} tests`;
  return `${nameOf(target)} leaks only after ${which} ran in the same worker.`;
}

/** Tells which earlier tests the leak needs, with the evidence, and how to run just these. */
export function describeTests(found: NeededTests, command: readonly string[]): string[] {
  const { needed, target, before, confidence, evidence } = found;
  const head = `Needed before it, ${needed.length === 1 ? "" : "in this order, "}of ${before} (P ${formatPercent(confidence)}):`;
  const rows = [
    ["after these only", shareOf(evidence.needed)],
    ["alone", shareOf(evidence.alone)],
    [`after all ${before}`, shareOf(evidence.all)],
  ];
  return [
    head,
    ...needed.map((test) => `  ${nameOf(test)}`),
    "",
    "It leaks",
    ...formatTable(rows).map((line) => `  ${line}`),
    "",
    "To see it: ",
    `  ${reproduction(command, [...needed, target])}`,
  ].map((line) => line.trimEnd());
}

function shareOf({ leaks, cleans }: Tally): string {
  return `in ${leaks} of ${leaks + cleans} trials`;
}

// Both runners match a pattern against the names of the suites and the test, with blanks between.
function reproduction(command: readonly string[], tests: readonly TestName[]): string {
  const names = [...new Set(tests.map(({ test }) => escapeRegExp(test.split(" > ").join(" "))))];
  const files = [...new Set(tests.map(({ file }) => file))];
  const runner = command.find((word) => /(?:^|[\\/])(?:vitest|jest)$/.test(word)) ?? "vitest";
  const start = runner.endsWith("jest") ? `${runner} --runInBand` : `${runner} run --no-file-parallelism`;
  const pattern = names.length === 1 ? `^${names[0]}$` : `^(${names.join("|")})$`;
  return `${start} ${files.map(quote).join(" ")} -t ${quote(pattern)}`;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function quote(text: string): string {
  return /^[\w./@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
