import type { SuiteRecord } from "@leakproof/core";
import { formatBytes, formatCount } from "@leakproof/core/report";
import { html, type Markup } from "../markup.ts";
import { verdictBadge } from "../verdicts.ts";
import { fileOf, type Identified } from "./identify.ts";
import { retainedText, sumOf } from "./phase-timeline.ts";
import { excessText } from "./suite-details.ts";

/** Lists the test files that were guarded, with their budgets. */
export function suitesTable(records: readonly Identified[]): Markup {
  const suites = records.filter(
    (each): each is Identified & { readonly record: SuiteRecord } => each.record.kind === "suite",
  );
  if (suites.length === 0) return html``;
  const largest = Math.max(1, ...suites.map(({ record }) => sumOf(record.retained)));
  const rows = suites.map(
    ({ id, record, root }) =>
      html`<tr>
        <td class="text">${verdictBadge(record)}</td>
        <th scope="row" class="text">
          <a href="#test=${id}">${fileOf(record, root)}</a
          >${record.verdict.kind === "over" ? html`<span class="excess">${record.verdict.excesses.map(excessText).join("; ")}</span>` : html``}
        </th>
        <td>${retainedText(record)}</td>
        <td class="bar-cell">${budgetBar(record, largest)}</td>
        <td>${record.budget.retainedBytes === undefined ? "–" : formatBytes(record.budget.retainedBytes)}</td>
        <td>${formatBytes(record.noiseBytes)}</td>
        <td>${record.leftOpen.length}</td>
        <td>${formatCount(record.tests)}</td>
      </tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Test files">
    <table class="figures">
      <thead>
        <tr>
          <th scope="col" class="text">verdict</th>
          <th scope="col" class="text">test file</th>
          <th scope="col">retained</th>
          <th scope="col" class="text"><span class="unseen">against the budget</span></th>
          <th scope="col">budget</th>
          <th scope="col">noise</th>
          <th scope="col">left open</th>
          <th scope="col">tests</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function budgetBar({ retained, budget }: SuiteRecord, largest: number): Markup {
  const scale = Math.max(largest, budget.retainedBytes ?? 0);
  const width = Math.max(0, (100 * sumOf(retained)) / scale);
  const limit = budget.retainedBytes === undefined ? undefined : (100 * budget.retainedBytes) / scale;
  const isOver = limit !== undefined && width > limit;
  return html`<svg class="budget-bar" aria-hidden="true">
    <rect class="bar ${isOver ? "over" : "more"}" width="${width.toFixed(1)}%" y="4" height="8" />
    ${limit === undefined ? html`` : html`<line class="limit budget" x1="${limit.toFixed(1)}%" x2="${limit.toFixed(1)}%" y1="0" y2="16" />`}
  </svg>`;
}
