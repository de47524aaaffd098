import type { Excess, SuiteBudget, SuiteRecord } from "@leakproof/core";
import { counted, formatBytes, formatCount, formatMilliseconds } from "@leakproof/core/report";
import { positionLabel } from "../code.ts";
import { html, type Markup } from "../markup.ts";
import type { PageSetting } from "../setting.ts";
import { findingSection } from "./async-details.ts";
import { nameOf, phaseTables, phaseTimeline, retainedText } from "./phase-timeline.ts";

/** Shows what a test file left behind, phase by phase, and the budget that it is held to. */
export function suiteDetails(record: SuiteRecord, setting: PageSetting): Markup {
  const { verdict, budget, retained, runnerBytes, noiseBytes, tests, leftOpen, cost } = record;
  return html` ${verdict.kind === "inconclusive" ? html`<p class="callout">${verdict.reason}</p>` : html``}
    ${
      verdict.kind === "over"
        ? html`<ul class="callout">
            ${verdict.excesses.map((excess) => html`<li>${excessText(excess)}${excess.place?.position === undefined ? "" : html` ${positionLabel(excess.place.position, setting.root)}`}</li>`)}
          </ul>`
        : html``
    }
    <dl class="facts">
      <div>
        <dt>retained</dt>
        <dd class="figure">
          ${retainedText(record)} (heap ${formatBytes(retained.heap)}, external ${formatBytes(retained.external)}, array
          buffers ${formatBytes(retained.arrayBuffers)})
        </dd>
      </div>
      <div>
        <dt>budget</dt>
        <dd>${budgetText(budget)}</dd>
      </div>
      <div>
        <dt>noise</dt>
        <dd class="figure">${formatBytes(noiseBytes)}</dd>
      </div>
      <div>
        <dt>taken off</dt>
        <dd class="figure">${formatBytes(runnerBytes)} that the runner keeps for ${counted(tests, "test")}</dd>
      </div>
    </dl>
    ${phaseTimeline(record)} ${phaseTables(record, setting.root)}
    ${
      leftOpen.length === 0
        ? html``
        : html`<h3>Left open</h3>
            ${leftOpen.map(
              ({ place, finding }) =>
                html`<p class="born">
                    Born in
                    ${nameOf(place)}${place.position === undefined ? "" : html` ${positionLabel(place.position, setting.root)}`}
                  </p>
                  ${findingSection(finding, setting)}`,
            )}`
    }
    <p class="cost">Cost: ${counted(cost.collections, "collection")}, ${formatMilliseconds(cost.milliseconds)}.</p>`;
}

const LIMITS: Readonly<Record<Excess["limit"], (found: number) => string>> = {
  retained: (found) => `${formatBytes(found)} retained by the file`,
  perTest: (found) => `${formatBytes(found)} retained by a test`,
  handles: (found) => `${counted(found, "handle")} left open`,
  pendingOps: (found) => `${counted(found, "operation")} left pending`,
};

/** Writes an excess in one line. */
export function excessText({ limit, allowed, found, place }: Excess): string {
  const write = limit === "handles" || limit === "pendingOps" ? formatCount : formatBytes;
  return `${LIMITS[limit](found)}, ${allowed === 0 ? "none" : write(allowed)} allowed${place === undefined ? "" : `: ${nameOf(place)}`}`;
}

/** Writes the limits of a budget and where they come from. */
export function budgetText({ retainedBytes, perTestBytes, handles, pendingOps, origin, reason }: SuiteBudget): string {
  const limits = [
    retainedBytes === undefined ? "" : `${formatBytes(retainedBytes)} in all`,
    perTestBytes === undefined ? "" : `${formatBytes(perTestBytes)} per test`,
    handles === undefined ? "" : counted(handles, "handle"),
    pendingOps === undefined ? "" : counted(pendingOps, "pending operation"),
  ].filter((limit) => limit !== "");
  return `${limits.length === 0 ? "no limit" : limits.join(", ")}, from ${origin}${reason === undefined ? "" : ` (${reason})`}`;
}
