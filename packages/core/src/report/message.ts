import { judgeOf } from "../async/kinds.ts";
import type { AsyncOpsRecord } from "../async/record.ts";
import type { LeakRecord } from "../record.ts";
import type { Sample } from "../samples.ts";
import { listPlaces, renderAsyncMessage } from "./async-message.ts";
import { explainDoubt } from "./doubts.ts";
import { counted, formatBytes, formatCount, formatMilliseconds } from "./format-bytes.ts";
import { renderKept } from "./kept-snapshot.ts";
import { renderLeaks } from "./leak-trace.ts";
import type { MessageStyle } from "./message-style.ts";
import { describeUnheeded } from "./unheeded-entries.ts";
import { wrap } from "./wrap.ts";

/**
 * Writes what an assertion on a record says when it fails: what was expected and received, the rounds, who holds what was
 * retained, what it cost. Lines keep to 80 columns where names allow.
 */
export function renderMessage(record: LeakRecord, style: MessageStyle): string {
  if (record.pending !== undefined) return renderPending(record, record.pending, style);
  const sections = [headline(record, style), explanationOf(record, style), stillOpenOf(record, style), footer(record)];
  return sections.filter((section) => section !== "").join("\n\n");
}

function renderPending({ verdict }: LeakRecord, pending: AsyncOpsRecord, style: MessageStyle): string {
  const judges = verdict.kind === "leaking" ? verdict.judges.join(", ") : "";
  return renderAsyncMessage(pending, style).replace("\n\n", `\n\nJudge:    ${judges}\n`);
}

function stillOpenOf({ stillOpen = [] }: LeakRecord, style: MessageStyle): string {
  if (stillOpen.length === 0) return "";
  const judges = [...new Set(stillOpen.map(({ kind }) => judgeOf(kind)))];
  const intro = `Judge ${judges.join(", ")}: two calls were watched, and what they left was there to the end:`;
  return [...wrap(intro, ""), ...listPlaces(stillOpen, style)].join("\n");
}

function headline(record: LeakRecord, { assertion, colors }: MessageStyle): string {
  const { verdict } = record;
  const red = colors?.red ?? ((text: string) => text);
  const green = colors?.green ?? ((text: string) => text);
  if (verdict.kind === "inconclusive") {
    const [what, remedy] = explainDoubt(verdict.reason);
    return [`${assertion} is inconclusive`, "", what, remedy, ...roundsOf(record)].join("\n");
  }
  const expected = verdict.kind === "leaking" ? expectedBudget(record) : "a leak: growth with every call";
  return [
    assertion,
    "",
    `Expected: ${green(expected)}`,
    `Received: ${red(received(record))}`,
    ...roundsOf(record),
  ].join("\n");
}

function expectedBudget({ budget }: LeakRecord): string {
  return `${budget.bytes === 0 ? "" : "at most "}${formatBytes(budget.bytes)} ${budget.kind === "perCall" ? "per call" : "in all"}`;
}

const JUDGE_LABELS = { heap: "heap", arrayBuffers: "array buffers", external: "external memory" } as const;

function received(record: LeakRecord): string {
  const { verdict } = record;
  if (verdict.kind !== "leaking") return `no leak: ${cleanBecause(record)}`;
  const parts = record.judges
    .filter(({ judge }) => verdict.judges.includes(judge))
    .map(({ judge, growth }) => `${JUDGE_LABELS[judge]} ${formatBytes(growth.bytesPerCall)}`);
  return `${formatBytes(verdict.bytesPerCall)} per call (${parts.join(", ")})`;
}

function cleanBecause(record: LeakRecord): string {
  if (record.verdict.kind !== "clean") return "";
  const { because, ignored } = record.verdict;
  const calls = counted((record.samples.at(-1)?.calls ?? 0) - record.warmUpCalls, "call");
  switch (because) {
    case "flat":
      return `flat over the last of ${calls}`;
    case "no objects":
      return "what grew is not an object per call";
    case "not the body":
      return "the runner or the runtime holds what grew, not the body";
    case "ignored":
      return ignored.map(({ className, reason }) => `${className} is ignored: ${reason}`).join("; ");
  }
}

// One line must hold them: the first rounds, which show the start, and the last, which decide.
const ROUNDS_SHOWN = 8;

function roundsOf({ samples }: LeakRecord): string[] {
  if (samples.length < 2) return [];
  const rates = samples.slice(1).map((sample, index) => totalOf(sample, samples[index]));
  const shown = rates.length <= ROUNDS_SHOWN ? rates : [...rates.slice(0, 3), undefined, ...rates.slice(-4)];
  const numbers = shown.map((rate) => (rate === undefined ? "…" : formatBytes(rate)));
  return [`Rounds:   ${numbers.join(", ")} per call`];
}

function totalOf(sample: Sample, before: Sample | undefined): number {
  if (!before) return 0;
  const bytes = (of: Sample): number => of.heap + of.external + of.arrayBuffers;
  return (bytes(sample) - bytes(before)) / Math.max(1, sample.calls - before.calls);
}

function explanationOf(record: LeakRecord, { root, colors }: MessageStyle): string {
  const { explanation, unexplained, verdict } = record;
  if (unexplained !== undefined) return `Who holds it is not told: ${unexplained}`;
  if (!explanation) return "";
  const ignored = "ignored" in verdict ? verdict.ignored : [];
  const lines = ignored.map(
    ({ className, perCall, reason }) => `Ignored: ${formatCount(perCall)} × ${className} per call (${reason})`,
  );
  const unheeded = (record.unheeded ?? []).flatMap((entry) => wrap(describeUnheeded(entry, "per call"), ""));
  const leaks = renderLeaks(explanation, { root, ...(colors ? { colors } : {}) });
  const { path } = explanation.snapshot;
  return [leaks, ...lines, ...unheeded, renderKept(path)].filter((text) => text !== "").join("\n");
}

function footer(record: LeakRecord): string {
  const { cost, sensitivityBytesPerCall } = record;
  const parts = [
    counted(cost.rounds, "round"),
    counted(cost.calls, "call"),
    counted(cost.collections, "collection"),
    counted(cost.snapshots, "snapshot"),
    formatMilliseconds(cost.milliseconds),
  ];
  const seen =
    sensitivityBytesPerCall === undefined
      ? ""
      : `;\n      would have seen ≥ ${formatBytes(sensitivityBytesPerCall)} per call`;
  return `Cost: ${parts.join(", ")}${seen}`;
}
