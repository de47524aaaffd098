import type { Phase, PhaseGrowth, PhasePlace, SuiteRecord } from "@leakproof/core";
import { counted, formatBytes, formatPosition } from "@leakproof/core/report";
import { html, type Markup } from "../markup.ts";
import { drawPlot, percent, polyline } from "../plot.ts";

/** Draws the life of a test file: what it retains after each phase, and below, in a lane for each kind of phase, what that phase added. */
export function phaseTimeline({ phases, noiseBytes, retained }: SuiteRecord): Markup {
  if (phases.length === 0) return html``;
  const growth = phases.map(({ retained }) => sumOf(retained));
  const levels = [0];
  for (const bytes of growth) levels.push((levels.at(-1) ?? 0) + bytes);
  const [lowest, highest] = [Math.min(...levels), Math.max(...levels, noiseBytes)];
  const margin = 0.05 * Math.max(1, highest - lowest);
  const described = `${counted(phases.length, "phase")} in the order in which they ran; ${formatBytes(sumOf(retained))} retained at the end. The table of phases has the figures.`;
  const chart = drawPlot({
    description: `Timeline: ${described}`,
    x: { from: 0, to: phases.length, label: "phases", write: String, ticks: Math.min(8, phases.length) },
    y: { from: lowest - margin, to: highest + margin, label: "retained so far", write: formatBytes, ticks: 4 },
    draw: (x, y) =>
      html`${polyline(
        thinned(levels).flatMap(([at, bytes], index, all): [string, string][] => {
          const before = all[index - 1];
          return before === undefined
            ? [[x(at), y(bytes)]]
            : [
                [x(at), y(before[1])],
                [x(at), y(bytes)],
              ];
        }),
        "line total",
      )}`,
  });
  return html`<figure class="chart timeline">
    ${chart}
    <div class="lanes">${LANES.map((lane) => drawLane(lane, phases, growth, noiseBytes))}</div>
    <figcaption class="legend">
      Bars: what a phase added, as far as it is more than the noise of ${formatBytes(noiseBytes)}; their height is
      relative to the largest.
    </figcaption>
  </figure>`;
}

const LANES: readonly Phase[] = ["beforeAll", "beforeEach", "test", "afterEach", "afterAll"];

function drawLane(lane: Phase, phases: readonly PhaseGrowth[], growth: readonly number[], noiseBytes: number): Markup {
  const largest = Math.max(1, ...growth.map(Math.abs));
  const width = 100 / phases.length;
  const bars = phases.flatMap(({ place }, index) => {
    const bytes = growth[index] ?? 0;
    if (place.phase !== lane || Math.abs(bytes) <= noiseBytes) return [];
    const height = Math.max(12, (100 * Math.abs(bytes)) / largest);
    return [
      html`<rect
        class="bar ${bytes < 0 ? "less" : "more"}"
        x="${percent(index * width)}"
        width="${percent(Math.max(0.4, 0.86 * width))}"
        y="${percent(100 - height)}"
        height="${percent(height)}"
        ><title>${index + 1}: ${nameOf(place)}: ${formatBytes(bytes)}</title></rect
      >`,
    ];
  });
  return html`<span class="lane-name">${lane}</span
    ><svg class="lane" aria-hidden="true">
      <line class="grid" x1="0" x2="100%" y1="100%" y2="100%" />
      ${bars}
    </svg>`;
}

const MOST_POINTS = 300;

// Of each stretch its last level; a file with thousands of tests has no more pixels than that.
function thinned(levels: readonly number[]): (readonly [at: number, bytes: number])[] {
  const stride = Math.ceil(levels.length / MOST_POINTS);
  return levels.flatMap((bytes, at) => (at % stride === 0 || at === levels.length - 1 ? [[at, bytes] as const] : []));
}

const MOST_SHOWN = 10;

/** Lists the phases that added most, and all of them on demand. */
export function phaseTables({ phases, noiseBytes }: SuiteRecord, root: string): Markup {
  if (phases.length === 0) return html`<p>The file was measured as a whole; no phase was looked at by itself.</p>`;
  const numbered = phases.map((phase, index) => ({ ...phase, number: index + 1, bytes: sumOf(phase.retained) }));
  const most = numbered
    .filter(({ bytes }) => bytes > noiseBytes)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, MOST_SHOWN);
  const table = (rows: typeof numbered, label: string): Markup =>
    html`<div class="scroll" tabindex="0" role="group" aria-label="${label}">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col" class="text">phase</th>
            <th scope="col" class="text">test or suite</th>
            <th scope="col">retained</th>
            <th scope="col">heap</th>
            <th scope="col">external</th>
            <th scope="col">array buffers</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ number, place, bytes, retained }) =>
              html`<tr>
                <th scope="row">${number}</th>
                <td class="text">${place.phase}</td>
                <td class="text">
                  ${place.test ?? place.suite ?? "top of the file"}${place.position === undefined ? "" : html` <code class="position">${formatPosition(place.position, root)}</code>`}
                </td>
                <td>${formatBytes(bytes)}</td>
                <td>${formatBytes(retained.heap)}</td>
                <td>${formatBytes(retained.external)}</td>
                <td>${formatBytes(retained.arrayBuffers)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  return html`${
      most.length === 0
        ? html`<p>No phase added more than the noise.</p>`
        : html`<h3>What added most</h3>
            ${table(most, "The phases that added most")}`
    }
    <details class="more">
      <summary>All ${counted(phases.length, "phase")} in order</summary>
      ${table(numbered, "All phases")}
    </details>`;
}

/** Adds up live memory, in bytes. */
export function sumOf({ heap, external, arrayBuffers }: SuiteRecord["retained"]): number {
  return heap + external + arrayBuffers;
}

/** Writes what a file retained; an estimate from above says so. */
export function retainedText({ retained, isEstimate }: SuiteRecord): string {
  return `${isEstimate === true ? "at most " : ""}${formatBytes(sumOf(retained))}`;
}

/** Names a phase: `beforeAll of suite pool`, `test releases sockets`. */
export function nameOf(place: PhasePlace): string {
  const { phase, suite, test, concurrent = 1 } = place;
  const others = concurrent > 1 ? `, one of ${concurrent} concurrent tests` : "";
  if (phase === "test") return `test ${JSON.stringify(test ?? "")}${others}`;
  if (test !== undefined) return `${phase} of test ${JSON.stringify(test)}${others}`;
  return suite === undefined ? `${phase} of the file` : `${phase} of suite ${JSON.stringify(suite)}`;
}
