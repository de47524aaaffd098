import { formatBytes } from "@leakproof/core/report";
import { html, type Markup } from "../markup.ts";
import { drawPlot, polyline } from "../plot.ts";
import { fileOf, type Identified } from "./identify.ts";
import { sumOf } from "./phase-timeline.ts";

/** What a suite retained in the runs that its baseline remembers. */
export interface BudgetTrend {
  /** Path of the test file, relative to the project. */
  readonly suite: string;
  /** The sort of runtime that the baseline is of, as in `Node 24, linux-x64`. */
  readonly runtime: string;
  /** What it may retain. */
  readonly budgetBytes?: number;
  /** Bytes retained, the oldest first; the last is the newest. */
  readonly history: readonly number[];
  /** Two runs differ by as much without a cause. */
  readonly noiseBytes: number;
}

/** What the record of a suite tells of its baseline: the values that were accepted, and that of this run. */
export function trendOf({ record, root }: Identified): BudgetTrend[] {
  if (record.kind !== "suite" || record.budget.baseline === undefined) return [];
  const { budget, retained, noiseBytes, runtime } = record;
  const { history, bytes } = record.budget.baseline;
  return [
    {
      suite: fileOf(record, root),
      runtime: `Node ${runtime.node.split(".")[0] ?? ""}, ${runtime.platform}-${runtime.arch}`,
      ...(budget.retainedBytes === undefined ? {} : { budgetBytes: budget.retainedBytes }),
      history: [...history, bytes, sumOf(retained)],
      noiseBytes,
    },
  ];
}

/** Draws what a suite retained over the history of its baseline, against its budget. */
export function budgetTrend({ suite, runtime, budgetBytes, history, noiseBytes }: BudgetTrend): Markup {
  const [oldest, newest] = [history[0], history.at(-1)];
  if (oldest === undefined || newest === undefined) return html``;
  const drift = history.length < 2 ? "the first value" : driftOf(newest - oldest, noiseBytes);
  const highest = Math.max(newest, ...history, budgetBytes ?? 0) + noiseBytes;
  const lowest = Math.min(...history, budgetBytes ?? Infinity) - noiseBytes;
  const margin = 0.08 * Math.max(1, highest - lowest);
  const isOver = budgetBytes !== undefined && newest > budgetBytes + noiseBytes;
  const limit = budgetBytes === undefined ? "no budget" : `budget ${formatBytes(budgetBytes)}`;
  const chart = (): Markup =>
    drawPlot({
      description: `Trend of ${suite}: ${history.map(formatBytes).join(", ")}; ${limit}.`,
      x: { from: 0.5, to: history.length + 0.5, label: "values", write: String, ticks: Math.min(6, history.length) },
      y: { from: lowest - margin, to: highest + margin, label: "retained", write: formatBytes, ticks: 3 },
      draw: (x, y) =>
        html` ${polyline(
          history.map((bytes, index) => [x(index + 1), y(bytes)]),
          "line total",
        )}
        ${history.map((bytes, index) => html`<line class="noise" x1="${x(index + 1)}" x2="${x(index + 1)}" y1="${y(bytes - noiseBytes)}" y2="${y(bytes + noiseBytes)}" /><circle class="point" cx="${x(index + 1)}" cy="${y(bytes)}" r="3"><title>${index + 1}: ${formatBytes(bytes)} ± ${formatBytes(noiseBytes)}</title></circle>`)}
        ${budgetBytes === undefined ? html`` : html`<line class="limit budget" x1="0" x2="100%" y1="${y(budgetBytes)}" y2="${y(budgetBytes)}" />`}`,
    });
  return html`<section class="trend">
    <h3><code>${suite}</code> <span class="dim">${runtime}</span></h3>
    <p class="figure">
      ${formatBytes(newest)} now, ${limit}${isOver ? html` <b class="leaking">over</b>` : ""}; ${drift}
    </p>
    ${history.length < 2 ? html`` : html`<figure class="chart small">${chart()}</figure>`}
  </section>`;
}

function driftOf(bytes: number, noiseBytes: number): string {
  if (Math.abs(bytes) <= noiseBytes) return "steady within the noise";
  return `${bytes > 0 ? "+" : ""}${formatBytes(bytes)} since the first`;
}
