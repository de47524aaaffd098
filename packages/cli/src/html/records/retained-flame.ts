import { counted, formatBytes } from "@leakproof/core/report";
import { type HierarchyRectangularNode, hierarchy, partition } from "d3-hierarchy";
import { html, type Markup } from "../markup.ts";
import { percent } from "../plot.ts";
import type { AllocationSite } from "./allocation-sites.ts";

/** Draws what is retained as a flame graph hung upside down: all of it, files, places in them, classes. Every part leads to a test that shows it. */
export function retainedFlame(sites: readonly AllocationSite[]): Markup {
  if (sites.length === 0) return html`<p>No record tells of retained objects.</p>`;
  const root = hierarchy(treeOf(sites)).sum(({ bytes }) => bytes);
  root.sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const laid = partition<Part>().size([100, root.height + 1])(root);
  const cells = laid.descendants().filter(({ x0, x1 }) => x1 - x0 >= LEAST_PERCENT);
  return html`<p>
      Bytes per call that the leaks keep alive, by the place that creates them; every test that shows a leak adds to it.
      Each part leads to the test that shows most of it.
    </p>
    <nav class="flame-scroll" aria-label="What is retained, by allocation site">
      <svg class="flame" height="${(root.height + 1) * ROW}">
        ${cells.map((cell) => drawCell(cell, root.value ?? 0))}
      </svg>
    </nav>
    ${sitesTable(sites)}`;
}

interface Part {
  readonly name: string;
  /** Own bytes: of leaves only. */
  readonly bytes: number;
  /** The record to go to. */
  readonly record: string;
  readonly children?: readonly Part[];
}

const ROW = 30;
const LEAST_PERCENT = 0.4;

function treeOf(sites: readonly AllocationSite[]): Part {
  const files = new Map<string, Part[]>();
  for (const { file, place, shares } of sites) {
    const classes = shares.map(({ className, bytes, records }) => ({
      name: className,
      bytes,
      record: records[0] ?? "",
    }));
    files.set(file, [...(files.get(file) ?? []), over(place, classes)]);
  }
  return over(
    "all that is retained",
    [...files].map(([file, places]) => over(file, places)),
  );
}

function over(name: string, children: readonly Part[]): Part {
  const heaviest = [...children].sort((a, b) => weightOf(b) - weightOf(a))[0];
  return { name, bytes: 0, record: heaviest?.record ?? "", children };
}

function weightOf({ bytes, children = [] }: Part): number {
  return children.reduce((sum, child) => sum + weightOf(child), bytes);
}

function drawCell({ x0, x1, depth, value = 0, data }: HierarchyRectangularNode<Part>, all: number): Markup {
  const label = `${data.name}: ${formatBytes(value)} per call, ${Math.round((100 * value) / Math.max(1, all))} %`;
  return html`<svg x="${percent(x0)}" width="${percent(x1 - x0)}" y="${depth * ROW}" height="${ROW - 2}">
    <a href="#test=${data.record}" aria-label="${label}">
      <title>${label}</title>
      <rect class="cell depth-${depth}" width="100%" height="100%" />
      <text x="6" y="50%" dy="0.35em">
        ${data.name}
        <tspan class="bytes">${formatBytes(value)}</tspan>
      </text>
    </a>
  </svg>`;
}

function sitesTable(sites: readonly AllocationSite[]): Markup {
  const rows = sites
    .flatMap(({ file, place, shares }) => shares.map((share) => ({ ...share, file, place })))
    .sort((a, b) => b.bytes - a.bytes)
    .map(
      ({ file, place, className, bytes, records }) =>
        html`<tr>
          <td>${formatBytes(bytes)}</td>
          <td class="text"><code>${className}</code></td>
          <td class="text"><code>${file}</code></td>
          <td class="text"><code>${place}</code></td>
          <td class="text"><a href="#test=${records[0] ?? ""}">${counted(records.length, "test")}</a></td>
        </tr>`,
    );
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Allocation sites">
    <table class="figures">
      <caption class="unseen">
        Allocation sites by bytes
      </caption>
      <thead>
        <tr>
          <th scope="col">per call</th>
          <th scope="col" class="text">class</th>
          <th scope="col" class="text">file</th>
          <th scope="col" class="text">place</th>
          <th scope="col" class="text">seen by</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
