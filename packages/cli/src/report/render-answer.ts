import type { Colors } from "picocolors/types.js";
import type { Attribution } from "../attribution/attribute.ts";
import type { FlagsFound } from "../attribution/try-flags.ts";
import type { Answer, FoundLine, FoundTransition } from "../bisect/answer.ts";
import { short } from "../bisect/called.ts";
import type { Tally } from "../search/tally.ts";
import { describeTests } from "./describe-tests.ts";
import { counted, formatBytes, formatPercent, formatSeconds } from "./format.ts";
import { stripChart } from "./strip-chart.ts";
import { formatTable } from "./table.ts";
import { wrapList } from "./wrap-list.ts";

/** What the report is made of besides the answer. */
export interface AnswerSetting {
  readonly colors: Colors;
  readonly lines: readonly { readonly name: string; readonly releases: readonly string[] }[];
  readonly attributions: readonly Attribution[];
  readonly flags: readonly FlagsFound[];
  /** How to go on, if there is more to be had. */
  readonly resume: string | undefined;
}

/** Writes an answer for the terminal. */
export function renderAnswer(answer: Answer, { colors, lines, attributions, flags, resume }: AnswerSetting): string {
  const untestable = new Set(answer.skipped.map(({ version }) => version));
  const parts = [
    [colors.bold(answer.summary)],
    ...(answer.tests === undefined
      ? [
          answer.lines.length === 0 ? [] : lineTable(answer),
          answer.lines.length === 0 ? [] : chart(answer.lines, lines, untestable),
        ]
      : [describeTests(answer.tests, answer.command)]),
    ...attributions.map((attribution) => describeAttribution(attribution, colors)),
    flags.map(describeFlags),
    describeSkipped(answer),
    [colors.dim(describeCost(answer))],
    resume === undefined ? [] : [`Go on with: ${resume}`],
  ];
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n")}\n`;
}

function lineTable({ lines, rates }: Answer): string[] {
  const head = ["line", "change", "release", "before it", "P", "evidence"];
  const rows = lines.flatMap((line) =>
    line.transitions.length === 0
      ? [
          [
            line.line,
            line.begins === "leaks" ? "leaks throughout" : "clean throughout",
            `${short(line.oldest)} to ${short(line.newest)}`,
            "",
            line.complete === undefined ? "" : formatPercent(line.complete),
            "",
          ],
        ]
      : line.transitions.map((transition) => transitionRow(line.line, transition)),
  );
  return [...formatTable([head, ...rows]), ...describeRates(rates)];
}

/** Writes how often the leak shows, after an empty line. */
export function describeRates({ leaking, clean }: Answer["rates"]): string[] {
  if (leaking === undefined) return [];
  const where = leaking === 1 ? "every trial shows it" : `${formatPercent(leaking)} of trials show it`;
  const elsewhere = clean === undefined ? "" : `; where not, ${clean === 0 ? "none" : formatPercent(clean)}`;
  return ["", `Where it leaks, ${where}${elsewhere}.`];
}

function transitionRow(name: string, transition: FoundTransition): string[] {
  const { direction, version, previous, confidence, evidence, untestable } = transition;
  return [
    name,
    direction === "leaks" ? "leaks since" : "fixed in",
    untestable.length === 0 ? short(version) : `${short(untestable[0] ?? "")} to ${short(version)}`,
    short(previous),
    formatPercent(confidence),
    `${short(version)} ${shareOf(evidence.version)}, ${short(previous)} ${shareOf(evidence.previous)}`,
  ];
}

function shareOf({ leaks, cleans }: Tally): string {
  return `${leaks}/${leaks + cleans}`;
}

function chart(found: readonly FoundLine[], lines: AnswerSetting["lines"], untestable: ReadonlySet<string>): string[] {
  const rows = found.map((line) => [
    line.line,
    stripChart(line, lines.find(({ name }) => name === line.line)?.releases ?? [], untestable),
  ]);
  return formatTable(rows);
}

function describeAttribution(attribution: Attribution, colors: Colors): string[] {
  if (attribution.kind === "commit") {
    const [head = "", ...files] = attribution.description;
    return [colors.bold(head), ...files];
  }
  const { version, previous, components, changes, commits, compare } = attribution;
  const head = colors.bold(`What changed from ${previous} to ${version}`);
  const parts = components.map(({ name, from, to }) => `${name} ${from} -> ${to}`);
  const listed = wrapList(parts.length === 0 ? ["no bundled component"] : parts, COLUMNS).map((line) => `  ${line}`);
  const lines = [head, ...listed];
  if (commits > 0) {
    const named =
      changes.length === 0
        ? "none names the leak"
        : `${changes.length} of ${commits} commits ${changes.length === 1 ? "names" : "name"} the leak:`;
    lines.push(`  ${changes.length === 0 ? `${commits} commits, ${named}` : named}`);
    for (const { text, words } of changes.slice(0, 5)) lines.push(`    ${text}  (${words.join(", ")})`);
  }
  return [...lines, `  ${compare}`];
}

/** Writes which flags move the leak. */
export function describeFlags({ version, effect, flags, tried }: FlagsFound): string {
  if (tried === 0) return `Node ${version}: no flag has another default on the other side.`;
  const what = effect === "stop" ? "stops leaking" : "leaks again";
  if (flags.length === 0)
    return `Node ${version} ${effect === "stop" ? "goes on leaking" : "stays clean"} with each of ${counted(tried, "flag")}.`;
  return `Node ${version} ${what} with ${flags.join(" or ")} (of ${counted(tried, "flag")}).`;
}

const COLUMNS = 96;

function describeSkipped({ skipped }: Answer): string[] {
  const byReason = new Map<string, string[]>();
  for (const { version, reason } of skipped) byReason.set(reason, [...(byReason.get(reason) ?? []), version]);
  return [...byReason].map(
    ([reason, versions]) => `Not tried: ${versions.map(short).join(", ")}: ${reason.replace(/\.$/, "")}.`,
  );
}

function describeCost(answer: Answer): string {
  const { trials, releasesTried, downloads, downloadedBytes, seconds, log } = answer;
  const loaded =
    downloads === 0 ? "no downloads" : `${counted(downloads, "download")} (${formatBytes(downloadedBytes)})`;
  return `${counted(trials, "trial")} of ${counted(releasesTried, nounFor(answer))}, ${loaded}, ${formatSeconds(seconds)}. Log: ${log}`;
}

function nounFor({ axis }: Answer): string {
  return axis === "releases" ? "release" : axis === "commits" ? "commit" : "subset";
}
