import type { LeakRecord } from "@leakproof/core";
import { formatBytes, formatCount } from "@leakproof/core/report";
import { figuresTable } from "../figures-table.ts";
import { html, type Markup } from "../markup.ts";
import { perCallSince, totalOf } from "./growth-chart.ts";

/** Lists every round with its readings: the growth curve as figures. */
export function roundsTable({ samples }: LeakRecord): Markup {
  const [first] = samples;
  if (first === undefined || samples.length < 2) return html``;
  return figuresTable({
    summary: `The ${samples.length - 1} rounds as a table`,
    label: "Rounds",
    columns: [
      { name: "round", cellOf: (_, index) => (index === 0 ? "warm-up" : index) },
      { name: "calls so far", cellOf: ({ calls }) => formatCount(calls) },
      { name: "per call", cellOf: (sample, index) => perCallAt(sample, samples[index - 1]) },
      { name: "added in all", cellOf: (sample) => formatBytes(totalOf(sample) - totalOf(first)) },
      { name: "heap", cellOf: ({ heap }) => formatBytes(heap) },
      { name: "array buffers", cellOf: ({ arrayBuffers }) => formatBytes(arrayBuffers) },
      { name: "external", cellOf: ({ external }) => formatBytes(external) },
      { name: "RSS", cellOf: ({ rss }) => formatBytes(rss) },
    ],
    rows: samples,
  });
}

type Sample = LeakRecord["samples"][number];

function perCallAt(sample: Sample, before: Sample | undefined): string {
  return before === undefined ? "" : formatBytes(perCallSince(sample, before));
}
