import { scaleLinear } from "d3-scale";
import { html, type Markup } from "./markup.ts";

/** An axis: what it measures, from where to where. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly write: (value: number) => string;
  readonly ticks: number;
}

/** A value along an axis, in percent of its length. */
export type Along = (value: number) => string;

/** What is drawn, once it is known where. */
export interface Plot {
  /** What a reader hears who does not see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly draw: (x: Along, y: Along) => Markup;
}

/**
 * Draws a chart as static SVG. Positions are in percent, so that it takes any width without scaling its text; that needs neither a
 * script nor inline styles, which the page's policy forbids.
 */
export function drawPlot({ description, x, y, draw }: Plot): Markup {
  const [across, up] = [scaleLinear([x.from, x.to], [0, 100]), scaleLinear([y.from, y.to], [100, 0])];
  const alongX: Along = (value) => percent(across(value));
  const alongY: Along = (value) => percent(up(value));
  const xTicks = across.ticks(x.ticks);
  const yTicks = up.ticks(y.ticks);
  return html`<div class="plot">
    <svg class="y-axis" aria-hidden="true">
      ${yTicks.map(
        (tick) => html`<text x="100%" y="${alongY(tick)}" dy="0.32em" text-anchor="end">${y.write(tick)}</text>`,
      )}
    </svg>
    <svg class="area" role="img" aria-label="${description}">
      ${yTicks.map((tick) => html`<line class="grid" x1="0" x2="100%" y1="${alongY(tick)}" y2="${alongY(tick)}" />`)}
      ${draw(alongX, alongY)}
    </svg>
    <svg class="x-axis" aria-hidden="true">
      ${xTicks.map(
        (tick) =>
          html`<text x="${alongX(tick)}" y="1em" text-anchor="${anchorAt(across(tick))}">${x.write(tick)}</text>`,
      )}
    </svg>
    <span class="y-label" aria-hidden="true">${y.label}</span><span class="x-label" aria-hidden="true">${x.label}</span>
  </div>`;
}

/** Draws a line through points. */
export function polyline(points: readonly (readonly [x: string, y: string])[], style: string): Markup[] {
  return points.slice(1).map(([x2, y2], index) => {
    const [x1, y1] = points[index] ?? ["0", "0"];
    return html`<line class="${style}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" />`;
  });
}

/** Writes a share of a hundred. */
export function percent(value: number): string {
  return `${Math.round(value * 100) / 100}%`;
}

// A label at an end must not stand out over it.
const anchorAt = (position: number): string => (position < 3 ? "start" : position > 97 ? "end" : "middle");
