import type { Explanation, LeakRecord } from "@leakproof/core";
import { counted, explainDoubt, formatBytes, formatMilliseconds } from "@leakproof/core/report";
import { prose } from "../code.ts";
import { html, type Markup } from "../markup.ts";
import type { PageSetting } from "../setting.ts";
import { asyncDetails } from "./async-details.ts";
import { growthChart } from "./growth-chart.ts";
import { countOf, leakSection, withoutRoot } from "./leak-section.ts";
import { retainerTree } from "./retainer-tree.ts";
import { roundsTable } from "./rounds-table.ts";

/** Shows the evidence of a verdict on memory. */
export function memoryDetails(record: LeakRecord, setting: PageSetting): Markup {
  const { explanation, unexplained, pending, verdict } = record;
  return html` ${verdict.kind === "inconclusive" ? html`<p class="callout">${explainDoubt(verdict.reason).join(" ")}</p>` : expectation(record)}
  ${growthChart(record)} ${roundsTable(record)}
  ${unexplained === undefined ? html`` : html`<p class="callout">Who holds it is not told: ${unexplained}</p>`}
  ${explanation === undefined ? html`` : explanationOf(explanation, setting)}
  ${
    "ignored" in verdict && verdict.ignored.length > 0
      ? html`<h3>Ignored</h3>
          <ul>
            ${verdict.ignored.map(({ className, perCall, reason }) => html`<li>${perCall} × ${className} per call: ${reason}</li>`)}
          </ul>`
      : html``
  }
  ${
    pending === undefined
      ? html``
      : html`<h3>Left open or pending</h3>
          ${asyncDetails(pending, setting)}`
  }
  ${pending === undefined ? costOf(record) : html``}`;
}

function expectation({ budget, verdict, judges }: LeakRecord): Markup {
  if (verdict.kind === "inconclusive") return html``;
  const allowed = `${budget.bytes === 0 ? "" : "at most "}${formatBytes(budget.bytes)} ${budget.kind === "perCall" ? "per call" : "in all"}`;
  const figures = judges.map(
    ({ judge, growth }) =>
      html`<div>
        <dt>${JUDGE_LABELS[judge]}</dt>
        <dd class="figure">${formatBytes(growth.bytesPerCall)} per call, ${growth.kind}</dd>
      </div>`,
  );
  return html`<dl class="facts">
    <div>
      <dt>expected</dt>
      <dd class="figure">${allowed}</dd>
    </div>
    ${figures}
  </dl>`;
}

const JUDGE_LABELS = { heap: "heap", arrayBuffers: "array buffers", external: "external memory" } as const;

function explanationOf(explanation: Explanation, { root }: PageSetting): Markup {
  const { calls, leaks, runnerHeld, snapshot } = explanation;
  const held = runnerHeld.map(
    (leak) =>
      html`<li>
        ${countOf(leak, calls)} <span class="figure">(${formatBytes(leak.retainedBytesPerCall)} per call)</span> in
        ${prose(withoutRoot(leak.holder ?? "the runner", root))}
      </li>`,
  );
  return html` ${
    leaks.length === 0
      ? html``
      : html`<h3>Who holds it</h3>
          ${retainerTree(leaks, root)}${leaks.map((leak) => leakSection(leak, calls, root))}`
  }
  ${
    held.length === 0
      ? html``
      : html`<h3>Held by the test runner, not counted as a leak</h3>
          <ul>
            ${held}
          </ul>`
  }
  ${snapshot.path === undefined ? html`` : html`<p>Snapshot: <code>${snapshot.path}</code> (open it in Chrome DevTools, Memory)</p>`}`;
}

function costOf({ cost, sensitivityBytesPerCall: seen }: LeakRecord): Markup {
  const parts = [
    counted(cost.rounds, "round"),
    counted(cost.calls, "call"),
    counted(cost.collections, "collection"),
    counted(cost.snapshots, "snapshot"),
    formatMilliseconds(cost.milliseconds),
  ];
  return html`<p class="cost">
    Cost: ${parts.join(", ")}${seen === undefined ? "" : `; would have seen ≥ ${formatBytes(seen)} per call`}
  </p>`;
}
