import { formatBytes } from "@leakproof/core/report";
import { compare, valid } from "semver";
import { short } from "../../bisect/called.ts";
import type { TrialEntry } from "../../log/entries.ts";
import { counted, formatSeconds } from "../../report/format.ts";
import type { Outcome } from "../../trial/outcome.ts";
import { figuresTable } from "../figures-table.ts";
import { html, type Markup } from "../markup.ts";
import { percent } from "../plot.ts";
import { MARKS } from "./marks.ts";

/** Draws the trials in the order in which they were made, a row for each release: how the search closed in. */
export function trialsChart(trials: readonly TrialEntry[], order: readonly string[]): Markup {
  if (trials.length === 0) return html`<p>No trial was made.</p>`;
  const rows = inOrder([...new Set(trials.map(({ version }) => version))], order);
  const rowOf = new Map(rows.map((version, index) => [version, index]));
  const x = (index: number): string => percent((100 * (index + 0.5)) / trials.length);
  const y = (version: string): number => ((rowOf.get(version) ?? 0) + 0.5) * ROW;
  const way = trials
    .slice(1)
    .map(
      ({ version }, index) =>
        html`<line
          class="way"
          x1="${x(index)}"
          x2="${x(index + 1)}"
          y1="${y(trials[index]?.version ?? "")}"
          y2="${y(version)}"
        />`,
    );
  const marks = trials.map(
    ({ trial, version, outcome }, index) =>
      html`<text class="mark ${outcome.kind}" x="${x(index)}" y="${y(version)}" dy="0.35em"
        >${MARKS[outcome.kind].sign}<title>${trial}: ${short(version)}, ${MARKS[outcome.kind].word}</title></text
      >`,
  );
  const size = trials.length > 120 ? "long" : trials.length > 40 ? "medium" : "short";
  const kinds = [...new Set(trials.map(({ outcome }) => outcome.kind))];
  return html`<figure class="chart">
      <div class="strip-scroll" tabindex="0" role="group" aria-label="Chart of the trials">
        <div
          class="walk ${size}"
          role="img"
          aria-label="${counted(trials.length, "trial")} of ${counted(rows.length, "release")} in the order in which they were made. The table of trials has them all."
        >
          <svg class="walk-names" aria-hidden="true" height="${rows.length * ROW}">
            ${rows.map((version) => html`<text x="100%" y="${y(version)}" dy="0.35em" text-anchor="end">${short(version)}</text>`)}
          </svg>
          <svg class="walk-area" aria-hidden="true" height="${rows.length * ROW}">
            ${rows.map((version) => html`<line class="grid" x1="0" x2="100%" y1="${y(version)}" y2="${y(version)}" />`)}${way}${marks}
          </svg>
        </div>
      </div>
      <figcaption class="legend">
        ${kinds.map((kind) => html`<span class="key"><span class="sign ${kind}" aria-hidden="true">${MARKS[kind].sign}</span>${MARKS[kind].word}</span>`)}<span
          class="key"
          >from left to right: trial 1 to ${trials.at(-1)?.trial ?? 0}</span
        >
      </figcaption>
    </figure>
    ${trialsTable(trials)}`;
}

const ROW = 18;

function inOrder(versions: readonly string[], order: readonly string[]): string[] {
  const isReleases = versions.every((version) => valid(version) !== null);
  return [...versions].sort((a, b) => (isReleases ? compare(a, b) : order.indexOf(a) - order.indexOf(b)));
}

function trialsTable(trials: readonly TrialEntry[]): Markup {
  return figuresTable({
    summary: `${counted(trials.length, "trial")} as a table`,
    label: "Trials",
    columns: [
      { name: "trial", cellOf: ({ trial }) => trial },
      { name: "release", cellOf: ({ version }) => short(version) },
      { name: "outcome", holds: "words", cellOf: ({ outcome }) => outcomeCell(outcome.kind) },
      { name: "growth per call", cellOf: ({ outcome }) => growthOf(outcome) },
      { name: "for", holds: "words", cellOf: ({ phase }) => phase },
      { name: "line", holds: "words", cellOf: ({ line }) => line },
      { name: "time", cellOf: ({ milliseconds }) => formatSeconds(milliseconds / 1000) },
      { name: "reason", holds: "words", cellOf: ({ outcome }) => ("reason" in outcome ? outcome.reason : "") },
    ],
    rows: trials,
  });
}

const outcomeCell = (kind: Outcome["kind"]): Markup =>
  html`<span class="${kind}"><span aria-hidden="true">${MARKS[kind].sign}</span> ${MARKS[kind].word}</span>`;

function growthOf(outcome: Outcome): string {
  const bytes = "bytesPerCall" in outcome ? outcome.bytesPerCall : undefined;
  return bytes === undefined ? "" : formatBytes(bytes);
}
