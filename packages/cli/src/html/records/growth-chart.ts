import type { LeakRecord, Sample } from "@leakproof/core";
import { counted, formatBytes, formatCount } from "@leakproof/core/report";
import { html, type Markup } from "../markup.ts";
import { type Along, drawPlot, polyline } from "../plot.ts";

/** Draws what a body added, sample by sample: the warm-up, all memory together, what moved in it, the gate and the budget. */
export function growthChart(record: LeakRecord): Markup {
  const { samples } = record;
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || first === last) return html``;
  const series = seriesOf(samples, first);
  const limits = limitsOf(record, first, last);
  const heights = [0, ...series.flatMap(({ values }) => values), ...limits.map(({ to }) => to)];
  const [lowest, highest] = [Math.min(...heights), Math.max(...heights)];
  const margin = 0.04 * Math.max(1, highest - lowest);
  const chart = drawPlot({
    description: describe(record, first, last),
    x: { from: 0, to: last.calls, label: "calls", write: formatCount, ticks: 6 },
    y: { from: lowest - margin, to: highest + margin, label: "added since the warm-up", write: formatBytes, ticks: 5 },
    draw: (x, y) =>
      html` <rect class="warm-up" x="0" y="0" width="${x(first.calls)}" height="100%"
          ><title>warm-up: ${counted(first.calls, "call")}</title></rect
        >
        ${limits.map(({ style, to }) => html`<line class="limit ${style}" x1="${x(first.calls)}" y1="${y(0)}" x2="${x(last.calls)}" y2="${y(to)}" />`)}
        ${series.map(({ style, values }) => drawSeries(samples, values, style, x, y))}
        ${samples.map((sample, index) => drawPoint(sample, samples[index - 1], first, x, y))}`,
  });
  return html`<figure class="chart">
    ${chart}
    <figcaption class="legend">${legend(series, limits)}</figcaption>
  </figure>`;
}

interface Series {
  readonly style: string;
  readonly label: string;
  readonly values: readonly number[];
}

const PARTS = [
  ["heap", "heap", "heap"],
  ["arrayBuffers", "array buffers", "buffers"],
  ["external", "external memory", "external"],
] as const;

// What moves less than this part of the whole only hides the rest.
const TELLING = 0.05;

function seriesOf(samples: readonly Sample[], first: Sample): Series[] {
  const total = {
    style: "total",
    label: "all memory",
    values: samples.map((sample) => totalOf(sample) - totalOf(first)),
  };
  const parts = PARTS.map(([part, label, style]) => ({
    style,
    label,
    values: samples.map((sample) => sample[part] - first[part]),
  }));
  const moved = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  const largest = Math.max(...parts.map(({ values }) => moved(values)));
  const telling = parts.filter(({ values }) => moved(values) > 0 && moved(values) >= TELLING * largest);
  // One part that moves is the whole.
  return telling.length > 1 ? [...telling, total] : [{ ...total, label: telling[0]?.label ?? "all memory" }];
}

interface Limit {
  readonly style: "gate" | "budget";
  readonly label: string;
  /** Bytes at the last sample. */
  readonly to: number;
}

function limitsOf({ sensitivityBytesPerCall, budget }: LeakRecord, first: Sample, last: Sample): Limit[] {
  const calls = last.calls - first.calls;
  const limits: Limit[] = [];
  if (sensitivityBytesPerCall !== undefined)
    limits.push({
      style: "gate",
      label: `the gate: ${formatBytes(sensitivityBytesPerCall)} per call`,
      to: sensitivityBytesPerCall * calls,
    });
  if (budget.bytes > 0)
    limits.push({
      style: "budget",
      label: `the budget: ${formatBytes(budget.bytes)} ${budget.kind === "perCall" ? "per call" : "in all"}`,
      to: budget.kind === "perCall" ? budget.bytes * calls : budget.bytes,
    });
  return limits;
}

function legend(series: readonly Series[], limits: readonly Limit[]): Markup {
  const key = (style: string, label: string): Markup =>
    html`<span class="key"
      ><svg aria-hidden="true" width="28" height="10"><line class="${style}" x1="0" x2="28" y1="5" y2="5" /></svg
      >${label}</span
    >`;
  return html`${series.map(({ style, label }) => key(`line ${style}`, label))}${limits.map(({ style, label }) => key(`limit ${style}`, label))}<span
      class="key"
      ><svg aria-hidden="true" width="14" height="10"><rect class="warm-up" width="14" height="10" /></svg>warm-up</span
    >`;
}

const drawSeries = (samples: readonly Sample[], values: readonly number[], style: string, x: Along, y: Along): Markup =>
  html`${polyline(
    samples.map(({ calls }, index) => [x(calls), y(values[index] ?? 0)]),
    `line ${style}`,
  )}`;

function drawPoint(sample: Sample, before: Sample | undefined, first: Sample, x: Along, y: Along): Markup {
  const added = totalOf(sample) - totalOf(first);
  const round = before === undefined ? "" : `, ${formatBytes(perCallSince(sample, before))} per call in this round`;
  return html`<circle class="point" cx="${x(sample.calls)}" cy="${y(added)}" r="3"
    ><title>${counted(sample.calls, "call")}: ${formatBytes(added)} added${round}</title></circle
  >`;
}

/** All memory that is judged, in bytes. */
export function totalOf({ heap, external, arrayBuffers }: Sample): number {
  return heap + external + arrayBuffers;
}

/** What a call of the round between two samples added, in bytes. */
export function perCallSince(sample: Sample, before: Sample): number {
  return (totalOf(sample) - totalOf(before)) / Math.max(1, sample.calls - before.calls);
}

function describe({ verdict }: LeakRecord, first: Sample, last: Sample): string {
  const added = formatBytes(totalOf(last) - totalOf(first));
  const calls = counted(last.calls - first.calls, "call");
  return `Growth curve: ${added} added over ${calls} after ${first.calls} of warm-up; ${verdict.kind}. The table of rounds has the figures.`;
}
