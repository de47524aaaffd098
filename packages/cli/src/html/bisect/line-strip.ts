import { formatBytes } from "@leakproof/core/report";
import { major, valid } from "semver";
import { short } from "../../bisect/called.ts";
import { counted, formatPercent } from "../../report/format.ts";
import { figuresTable } from "../figures-table.ts";
import { html, type Markup } from "../markup.ts";
import { percent } from "../plot.ts";
import type { LineView, ReleaseView } from "./line-views.ts";
import { MARKS } from "./marks.ts";

/** Draws a line of releases in bands: how likely each leaks, how likely the change is just there, its trials, and what they added per call. */
export function lineStrip(view: LineView): Markup {
  const { line, releases, found } = view;
  const middle = (index: number): string => percent((100 * (index + 0.5)) / releases.length);
  const grown = releases.flatMap(({ growth }) => growth).filter((bytes) => bytes > 0);
  const bands: [label: string, note: string, style: string, Markup][] = [];
  if (found !== undefined)
    bands.push(["leaks", "probability", "belief", bars(releases, ({ leaks }) => leaks, "leaking")]);
  bands.push(["changes here", "probability", "belief", bars(releases, ({ changes }) => changes, "change")]);
  bands.push(["trials", "", "trials", html`${releases.map((release, index) => trialMarks(release, middle(index)))}`]);
  if (grown.length > 0)
    bands.push(["growth per call", scaleNote(grown), "growth", growthDots(releases, grown, middle)]);
  const size = releases.length > 60 ? "long" : releases.length > 24 ? "medium" : "short";
  return html`<section class="release-line" aria-labelledby="line-${line}">
    <h3 id="line-${line}">${line} <span class="dim">${describe(view)}</span></h3>
    <div class="strip-scroll" tabindex="0" role="group" aria-label="Chart of line ${line}">
      <div class="strip ${size}" role="img" aria-label="${alternative(view)}">
        ${bands.map(([label, note, style, content]) => html`<span class="band-name">${label}${note === "" ? html`` : html`<small>${note}</small>`}</span><svg class="band ${style}" aria-hidden="true">${boundaries(view)}${content}</svg>`)}
        <span></span><svg class="band axis" aria-hidden="true">${axis(view)}</svg>
      </div>
    </div>
    ${releasesTable(view)}
  </section>`;
}

function bars(
  releases: readonly ReleaseView[],
  valueOf: (release: ReleaseView) => number | undefined,
  style: string,
): Markup {
  const width = 100 / releases.length;
  return html`${releases.map((release, index) => {
    const value = valueOf(release);
    if (release.untestable !== undefined)
      return html`<rect class="untestable" x="${percent(index * width)}" width="${percent(width)}" height="100%" />`;
    if (value === undefined) return html``;
    const height = Math.max(1.5, 100 * value);
    return html`<rect
      class="bar ${style}"
      x="${percent((index + 0.08) * width)}"
      width="${percent(0.84 * width)}"
      y="${percent(100 - height)}"
      height="${percent(height)}"
      ><title>${short(release.version)}: ${formatPercent(value)}</title></rect
    >`;
  })}`;
}

const MOST_MARKS = 4;
const MARK_HEIGHT = 12;

function trialMarks({ version, tally: { leaks, cleans }, untestable }: ReleaseView, x: string): Markup {
  if (untestable !== undefined)
    return html`<text class="mark" x="${x}" y="1em"
      >${MARKS.untestable.sign}<title>${short(version)}: ${untestable}</title></text
    >`;
  const all = [...Array<"leak">(leaks).fill("leak"), ...Array<"clean">(cleans).fill("clean")];
  const marks = all.slice(0, all.length > MOST_MARKS ? MOST_MARKS - 1 : MOST_MARKS);
  const more = all.length - marks.length;
  return html`${marks.map((kind, index) => html`<text class="mark ${kind}" x="${x}" y="${(index + 0.85) * MARK_HEIGHT}">${MARKS[kind].sign}<title>${short(version)}: ${shareOf(leaks, cleans)}</title></text>`)}${more > 0 ? html`<text class="mark" x="${x}" y="${(marks.length + 0.85) * MARK_HEIGHT}">+${more}</text>` : html``}`;
}

const shareOf = (leaks: number, cleans: number): string =>
  leaks + cleans === 0 ? "not tried" : `${leaks} of ${counted(leaks + cleans, "trial")} leaked`;

function growthDots(
  releases: readonly ReleaseView[],
  grown: readonly number[],
  middle: (index: number) => string,
): Markup {
  const [low, high] = decades(grown);
  const y = (bytes: number): string =>
    percent(94 - (88 * (Math.log10(Math.max(bytes, 10 ** low)) - low)) / (high - low));
  const lines = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  return html`${lines.map((bytes) => html`<line class="grid" x1="0" x2="100%" y1="${y(bytes)}" y2="${y(bytes)}" />`)}${releases.map(
    ({ version, growth }, index) =>
      growth.map(
        (bytes) =>
          html`<circle class="point" cx="${middle(index)}" cy="${y(bytes)}" r="3"
            ><title>${short(version)}: ${formatBytes(bytes)} per call</title></circle
          >`,
      ),
  )}`;
}

function decades(grown: readonly number[]): [low: number, high: number] {
  const low = Math.floor(Math.log10(Math.min(...grown)));
  return [low, Math.max(low + 1, Math.ceil(Math.log10(Math.max(...grown))))];
}

function scaleNote(grown: readonly number[]): string {
  const [low, high] = decades(grown);
  return `${formatBytes(10 ** low)} to ${formatBytes(10 ** high)}, ×10 a line`;
}

function boundaries({ releases, found }: LineView): Markup {
  return html`${(found?.transitions ?? []).map(({ version, direction }) => {
    const index = releases.findIndex((release) => release.version === version);
    const x = percent((100 * index) / releases.length);
    return html`<line class="boundary ${direction}" x1="${x}" x2="${x}" y1="0" y2="100%" />`;
  })}`;
}

const LABEL_PERCENT = 9;

// Where a change was found, then the ends, then where majors begin, as far as there is room.
function axis({ releases, found }: LineView): Markup {
  const versions = releases.map(({ version }) => version);
  const changes = (found?.transitions ?? []).map(({ version }) => versions.indexOf(version));
  const majors = versions.flatMap((version, index) => {
    const before = versions[index - 1];
    return before === undefined || valid(version) === null || valid(before) === null || major(before) === major(version)
      ? []
      : [index];
  });
  const at = (index: number): number => (100 * index) / versions.length;
  const placed: number[] = [];
  for (const index of [...changes, 0, versions.length - 1, ...majors])
    if (placed.every((other) => Math.abs(at(other) - at(index)) >= LABEL_PERCENT)) placed.push(index);
  return html`${placed.map((index) => {
    const isLast = index > 0 && index === versions.length - 1;
    return html`<text x="${isLast ? "100%" : percent(at(index))}" y="1em" ${isLast ? html` text-anchor="end"` : html``}
      >${short(versions[index] ?? "")}</text
    >`;
  })}`;
}

function describe({ found, releases }: LineView): string {
  const range = `${short(releases[0]?.version ?? "")} to ${short(releases.at(-1)?.version ?? "")}`;
  if (found === undefined) return `${range}, still searched`;
  if (found.transitions.length === 0) return `${range}, ${found.begins === "leaks" ? "leaks" : "clean"} throughout`;
  return `${range}: ${found.transitions.map(({ direction, version, confidence }) => `${direction === "leaks" ? "leaks since" : "fixed in"} ${short(version)} (${formatPercent(confidence)})`).join(", ")}`;
}

const alternative = (view: LineView): string =>
  `Line ${view.line}, ${describe(view)}. The table of releases has the figures.`;

function releasesTable({ releases }: LineView): Markup {
  const share = (value: number | undefined): string => (value === undefined ? "" : formatPercent(value));
  return figuresTable({
    summary: `${counted(releases.length, "release")} as a table`,
    label: "Releases",
    columns: [
      { name: "release", cellOf: ({ version }) => short(version) },
      {
        name: "leaked",
        cellOf: ({ tally: { leaks, cleans } }) => (leaks + cleans === 0 ? "" : `${leaks}/${leaks + cleans}`),
      },
      { name: "P(leaks)", cellOf: ({ leaks }) => share(leaks) },
      { name: "P(changes here)", cellOf: ({ changes }) => share(changes) },
      {
        name: "growth per call",
        cellOf: ({ growth }) =>
          growth.length === 0 ? "" : formatBytes(growth.reduce((a, b) => a + b, 0) / growth.length),
      },
      { name: "not tried because", holds: "words", cellOf: ({ untestable }) => untestable ?? "" },
    ],
    rows: releases,
  });
}
