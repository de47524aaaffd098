import type { AsyncKind, AsyncOpsRecord } from "@leakproof/core";
import { countKind, formatBytes } from "@leakproof/core/report";
import { html, type Markup } from "../markup.ts";
import { KIND_WORDS, type ShownRecord, toneOf, verdictBadge } from "../verdicts.ts";
import { leaksOf } from "./allocation-sites.ts";
import { fileOf, type Identified } from "./identify.ts";
import { retainedText } from "./phase-timeline.ts";

/** Writes a record as a line that opens; what is inside comes later, from the packed details. */
export function recordRow({ id, record, root }: Identified, index: number): Markup {
  const { kind, subject } = record;
  return html`<li class="row" data-standing="${toneOf(record)}" data-kind="${kind}" data-words="${wordsOf(record)}">
    <details id="test-${id}" data-index="${index}">
      <summary>
        ${verdictBadge(record)}<span class="what"
          ><span class="test">${titleOf(record, root)}</span
          >${subject.test === undefined ? html`` : html` <span class="file">${fileOf(record, root)}</span>`}</span
        ><span class="figure">${figureOf(record)}</span><span class="kind">${KIND_WORDS[kind]}</span>
      </summary>
      <div class="details"></div>
    </details>
  </li>`;
}

// What the filter finds besides what the line shows.
function wordsOf(record: ShownRecord): string {
  const leaks = leaksOf(record).flatMap(({ className, holder = "", fingerprint }) => [className, holder, fingerprint]);
  return [...new Set(leaks)].join(" ");
}

/** Names a record: its test, else what was judged, else its file. */
export function titleOf(record: ShownRecord, root: string): string {
  const { test, body } = record.subject;
  const file = fileOf(record, root);
  return test ?? body ?? (file === "" ? "without a name" : file);
}

/** The one figure that says most of a record. */
export function figureOf(record: ShownRecord): string {
  switch (record.kind) {
    case "memory":
      if (record.pending !== undefined && record.verdict.kind === "leaking") return findingsOf(record.pending);
      return record.verdict.kind === "leaking"
        ? `${formatBytes(record.verdict.bytesPerCall)} per call`
        : growthOf(record.judges);
    case "async ops":
      return findingsOf(record);
    case "collected": {
      const retained = record.objects.filter(({ isCollected }) => !isCollected).length;
      return retained === 0 ? "all collected" : `${retained} of ${record.objects.length} retained`;
    }
    case "suite":
      return `${retainedText(record)} retained`;
  }
}

function growthOf(
  judges: readonly { readonly growth: { readonly kind: string; readonly bytesPerCall: number } }[],
): string {
  if (judges.every(({ growth }) => growth.kind === "flat")) return "flat";
  const grown = judges.reduce((sum, { growth }) => sum + (growth.kind === "flat" ? 0 : growth.bytesPerCall), 0);
  return `${formatBytes(grown)} per call`;
}

const MOST_NAMED = 2;

function findingsOf({ findings }: AsyncOpsRecord): string {
  if (findings.length === 0) return "nothing pending";
  const sums = new Map<AsyncKind, number>();
  for (const { kind, count } of findings) sums.set(kind, (sums.get(kind) ?? 0) + count);
  const named = [...sums].slice(0, MOST_NAMED).map(([kind, count]) => countKind(kind, count));
  const more = sums.size - named.length;
  return named.join(", ") + (more > 0 ? ` and ${more} more` : "");
}
