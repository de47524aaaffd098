import { renderMessage } from "@leakproof/core/report";
import { explainDoubt } from "@leakproof/core/report";
import type { NotJudgedReason } from "@leakproof/core/runner";
import type { Colors } from "picocolors/types.js";
import type { HuntSummary, Unjudged } from "../hunt/summarize.ts";
import { counted, formatBytes, formatSeconds } from "./format.ts";
import { formatTable } from "./table.ts";

/** What the report is made of besides the summary. */
export interface HuntSetting {
  readonly colors: Colors;
  /** Folder of the project. */
  readonly cwd: string;
  readonly seconds: number;
  /** The log, as the user calls it. */
  readonly log: string;
  /** Why the run did not come to its end, if so. */
  readonly cutShort: string | undefined;
}

/** Writes what a hunt found for the terminal. */
export function renderHunt(summary: HuntSummary, setting: HuntSetting): string {
  const { colors, cutShort, log } = setting;
  const parts = [
    cutShort === undefined ? [] : [colors.yellow(cutShort)],
    [colors.bold(headline(summary))],
    ranking(summary),
    ...summary.leaks.map((leak, index) => leakSection(leak, index, setting)),
    doubts(summary),
    notRepeatable(summary),
    missing(summary),
    unseenFiles(summary),
    [colors.dim(describeRest(summary, setting))],
    cutShort === undefined ? [] : [`Go on with: leakproof hunt --resume ${log}`],
  ];
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n")}\n`;
}

function headline({ leaks, clean, doubtful }: HuntSummary): string {
  const judged = leaks.length + clean + doubtful.length;
  if (judged === 0) return "No test was judged.";
  const doubt = doubtful.length === 0 ? "" : `, ${doubtful.length} in doubt`;
  const found =
    leaks.length === 0
      ? "No leak found"
      : `${leaks.length} of ${counted(judged, "test")} ${leaks.length === 1 ? "leaks" : "leak"}`;
  return leaks.length === 0 ? `${found} in ${counted(judged, "test")}${doubt}.` : `${found}${doubt}.`;
}

function ranking({ leaks }: HuntSummary): string[] {
  if (leaks.length < 2) return [];
  const rows = leaks.map(({ bytesPerRun, test }, index) => [`${index + 1}.`, sizeOf(bytesPerRun), test]);
  return formatTable([["", "per run", "test"], ...rows]);
}

// What is counted and not measured has no size.
function sizeOf(bytes: number): string {
  return bytes === 0 ? "open" : formatBytes(bytes);
}

function leakSection(
  { test, record }: HuntSummary["leaks"][number],
  index: number,
  { colors, cwd }: HuntSetting,
): string[] {
  const { bold, red, green, dim } = colors;
  const assertion = bold(`${index + 1}. ${test}`);
  return [renderMessage(record, { assertion, root: cwd, colors: { bold, red, green, dim } })];
}

function doubts({ doubtful }: HuntSummary): string[] {
  if (doubtful.length === 0) return [];
  const lines = doubtful.flatMap(({ test, record: { verdict } }) =>
    verdict.kind === "inconclusive" ? [`  ${test}`, `    ${explainDoubt(verdict.reason)[0]}`] : [],
  );
  return ["In doubt; a longer --time-per-test may tell:", ...lines];
}

function notRepeatable({ notJudged }: HuntSummary): string[] {
  const lines = notJudged.flatMap(({ test, reason }) =>
    "message" in reason ? [`  ${test}`, `    ${describeFailure(reason)}`] : [],
  );
  return lines.length === 0 ? [] : ["Cannot be repeated, so not judged:", ...lines];
}

function describeFailure(reason: Extract<NotJudgedReason, { readonly message: string }>): string {
  return reason.kind === "not measured"
    ? `could not be measured: ${reason.message}`
    : `fails on run ${reason.run}: ${reason.message}`;
}

function missing({ interrupted, incomplete }: HuntSummary): string[] {
  const cut = interrupted.map((test) => `  ${test}\n    the run ended while it was repeated`);
  const files = incomplete.map(({ file, missing: count }) => `  ${file}: ${counted(count, "test")} without a verdict`);
  return cut.length + files.length === 0 ? [] : ["Missing:", ...cut, ...files];
}

const MOST_FILES = 10;

function unseenFiles({ unseen }: HuntSummary): string[] {
  if (unseen.length === 0) return [];
  const more = unseen.length - MOST_FILES;
  return [
    "Of these files no test was seen: they did not load, skip all tests, or run in an environment without Leakproof.",
    ...unseen.slice(0, MOST_FILES).map((file) => `  ${file}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

const REASONS: Readonly<Record<Exclude<NotJudgedReason["kind"], "not repeatable" | "not measured">, string>> = {
  skipped: "skipped",
  "skips itself": "skipping themselves",
  todo: "to be written",
  failed: "failed",
  concurrent: "concurrent",
  "expected to fail": "expected to fail",
  asserts: "with leak assertions of their own",
};

function describeRest({ notJudged, files }: HuntSummary, { seconds, log }: HuntSetting): string {
  const counts = Object.entries(REASONS).flatMap(([kind, words]) => {
    const count = countOf(notJudged, kind);
    return count === 0 ? [] : [`${count} ${words}`];
  });
  const rest = counts.length === 0 ? "" : `Not judged: ${counts.join(", ")}. `;
  return `${rest}${counted(files, "file")}, ${formatSeconds(seconds)}. Log: ${log}`;
}

function countOf(notJudged: readonly Unjudged[], kind: string): number {
  return notJudged.filter(({ reason }) => reason.kind === kind).length;
}
