import type { Attribution } from "../../attribution/attribute.ts";
import type { FlagsFound } from "../../attribution/try-flags.ts";
import type { Answer, FoundTransition } from "../../bisect/answer.ts";
import { short } from "../../bisect/called.ts";
import type { BisectionEnd } from "../../bisect/run-bisection.ts";
import type { Axis } from "../../log/entries.ts";
import { counted, formatBytes, formatPercent, formatSeconds } from "../../report/format.ts";
import { describeFlags, describeRates } from "../../report/render-answer.ts";
import type { Tally } from "../../search/tally.ts";
import { html, type Markup } from "../markup.ts";
import { renderPage } from "../page.ts";
import { badge } from "../verdicts.ts";
import { changesSection } from "./changes-section.ts";
import { lineStrip } from "./line-strip.ts";
import { lineViews } from "./line-views.ts";
import { trialsChart } from "./trials-chart.ts";

/** What the report on a bisection depends on besides its answer. */
export interface BisectContext {
  /** Where it stands: the answer was summed up from it. */
  readonly end: BisectionEnd;
  /** What changed at the transitions, where that was looked for. */
  readonly attributions: readonly Attribution[];
  readonly flags: readonly FlagsFound[];
  /** How to go on, if there is more to be had. */
  readonly resume: string | undefined;
}

/** Writes the report on a bisection, as one file that needs nothing else. */
export function renderBisectPage(answer: Answer, { end, attributions, flags, resume }: BisectContext): string {
  const { header, trials } = end.bisection;
  const [many, one] = AXES[header.axis];
  return renderPage({
    title: "Leakproof bisection",
    subtitle: html`<code>${answer.command.join(" ")}</code> · ${answer.platform} · begun
      <time datetime="${header.startedAt}">${header.startedAt.slice(0, 16).replace("T", " ")} UTC</time>`,
    main: html` <section class="summary" aria-labelledby="summary">
        <h2 id="summary">${answer.summary}</h2>
        <p>${statusBadge(answer)} ${costOf(answer)}</p>
        ${resume === undefined ? html`` : html`<p class="callout">Go on with: <code>${resume}</code></p>`}
        ${transitionsTable(answer)}
        <p>${describeRates(answer.rates).join(" ")}</p>
      </section>
      <section aria-labelledby="lines">
        <h2 id="lines">${many}</h2>
        <p class="dim">
          What all trials say of each ${one}. ▲ a trial that leaked, ○ a clean one, ? cannot be tried. A vertical line
          is a change that was found.
        </p>
        ${lineViews(answer, end).map(lineStrip)}
      </section>
      ${
        attributions.length + flags.length === 0
          ? html``
          : html`<section aria-labelledby="changes">
              <h2 id="changes">What changed</h2>
              ${attributions.map(changesSection)}${flags.map((found) => html`<p>${describeFlags(found)}</p>`)}
            </section>`
      }
      ${skipped(answer)}
      <section aria-labelledby="trials">
        <h2 id="trials">The trials in their order</h2>
        ${trialsChart(
          trials,
          header.lines.flatMap(({ releases }) => releases),
        )}
      </section>`,
  });
}

const AXES: Readonly<Record<Axis, readonly [many: string, one: string]>> = {
  releases: ["Releases", "release"],
  commits: ["Commits", "commit"],
  tests: ["Earlier tests", "subset"],
};

function statusBadge({ status }: Answer): Markup {
  const isSettled = status === "found" || status === "no change";
  return badge(isSettled ? "clean" : "inconclusive", status);
}

function costOf({ trials, releasesTried, downloads, downloadedBytes, seconds, log }: Answer): Markup {
  const loaded =
    downloads === 0 ? "no downloads" : `${counted(downloads, "download")} (${formatBytes(downloadedBytes)})`;
  return html`${counted(trials, "trial")} of ${counted(releasesTried, "release")}, ${loaded}, ${formatSeconds(seconds)}.
    Log: <code>${log}</code>`;
}

function transitionsTable({ transitions }: Answer): Markup {
  if (transitions.length === 0) return html``;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Changes">
    <table class="figures transitions">
      <thead>
        <tr>
          <th scope="col" class="text">line</th>
          <th scope="col" class="text">change</th>
          <th scope="col" class="text">release</th>
          <th scope="col" class="text">before it</th>
          <th scope="col">probability</th>
          <th scope="col" class="text">trials that leaked</th>
        </tr>
      </thead>
      <tbody>
        ${transitions.map(transitionRow)}
      </tbody>
    </table>
  </div>`;
}

function transitionRow({
  line,
  direction,
  version,
  previous,
  confidence,
  evidence,
  untestable,
}: FoundTransition): Markup {
  const first = untestable[0];
  const release = first === undefined ? short(version) : `${short(first)} to ${short(version)}`;
  return html`<tr>
    <th scope="row" class="text"><a href="#line-${line}">${line}</a></th>
    <td class="text">${direction === "leaks" ? badge("leaking", "leaks since") : badge("clean", "fixed in")}</td>
    <td class="text"><b>${release}</b></td>
    <td class="text">${short(previous)}</td>
    <td>${formatPercent(confidence)}</td>
    <td class="text">
      ${short(version)} ${shareOf(evidence.version)}, ${short(previous)} ${shareOf(evidence.previous)}
    </td>
  </tr>`;
}

const shareOf = ({ leaks, cleans }: Tally): string => `${leaks}/${leaks + cleans}`;

function skipped({ skipped }: Answer): Markup {
  if (skipped.length === 0) return html``;
  const byReason = new Map<string, string[]>();
  for (const { version, reason } of skipped) byReason.set(reason, [...(byReason.get(reason) ?? []), version]);
  return html`<section aria-labelledby="skipped">
    <h2 id="skipped">Not tried</h2>
    <dl class="facts">
      ${[...byReason].map(
        ([reason, versions]) =>
          html`<div>
            <dt>${versions.map(short).join(", ")}</dt>
            <dd>${reason}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}
