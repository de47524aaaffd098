import type { LeakRecord } from "@leakproof/core";
import { formatBytes, formatCount } from "@leakproof/core/report";
import { html, type Markup } from "../markup.ts";
import { perCallSince, totalOf } from "./growth-chart.ts";

/** Lists every round with its readings: the growth curve as figures. */
export function roundsTable({ samples }: LeakRecord): Markup {
  const [first] = samples;
  if (first === undefined || samples.length < 2) return html``;
  const rows = samples.map((sample, index) => {
    const before = samples[index - 1];
    return html`<tr>
      <th scope="row">${index === 0 ? "warm-up" : index}</th>
      <td>${formatCount(sample.calls)}</td>
      <td>${before === undefined ? "" : formatBytes(perCallSince(sample, before))}</td>
      <td>${formatBytes(totalOf(sample) - totalOf(first))}</td>
      <td>${formatBytes(sample.heap)}</td>
      <td>${formatBytes(sample.arrayBuffers)}</td>
      <td>${formatBytes(sample.external)}</td>
      <td>${formatBytes(sample.rss)}</td>
    </tr>`;
  });
  return html`<details class="more">
    <summary>The ${samples.length - 1} rounds as a table</summary>
    <div class="scroll" tabindex="0" role="group" aria-label="Rounds">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">round</th>
            <th scope="col">calls so far</th>
            <th scope="col">per call</th>
            <th scope="col">added in all</th>
            <th scope="col">heap</th>
            <th scope="col">array buffers</th>
            <th scope="col">external</th>
            <th scope="col">RSS</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </details>`;
}
