import { formatBytes } from "@leakproof/core/report";
import { compare, valid } from "semver";
import { short } from "../../bisect/called.ts";
import type { TrialEntry } from "../../log/entries.ts";
import { counted, formatSeconds } from "../../report/format.ts";
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
  const rows = trials.map(({ trial, version, outcome, phase, line, milliseconds }) => {
    const bytes = "bytesPerCall" in outcome ? outcome.bytesPerCall : undefined;
    return html`<tr>
      <th scope="row">${trial}</th>
      <td>${short(version)}</td>
      <td class="text">
        <span class="${outcome.kind}"
          ><span aria-hidden="true">${MARKS[outcome.kind].sign}</span> ${MARKS[outcome.kind].word}</span
        >
      </td>
      <td>${bytes === undefined ? "" : formatBytes(bytes)}</td>
      <td class="text">${phase}</td>
      <td class="text">${line}</td>
      <td>${formatSeconds(milliseconds / 1000)}</td>
      <td class="text">${"reason" in outcome ? outcome.reason : ""}</td>
    </tr>`;
  });
  return html`<details class="more">
    <summary>${counted(trials.length, "trial")} as a table</summary>
    <div class="scroll" tabindex="0" role="group" aria-label="Trials">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">trial</th>
            <th scope="col">release</th>
            <th scope="col" class="text">outcome</th>
            <th scope="col">growth per call</th>
            <th scope="col" class="text">for</th>
            <th scope="col" class="text">line</th>
            <th scope="col">time</th>
            <th scope="col" class="text">reason</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </details>`;
}
