import type { CollectedRecord } from "@leakproof/core";
import { counted, explainDoubt, formatMilliseconds } from "@leakproof/core/report";
import { prose } from "../code.ts";
import { html, type Markup } from "../markup.ts";
import type { PageSetting } from "../setting.ts";
import { badge } from "../verdicts.ts";
import { leakSection } from "./leak-section.ts";
import { retainerTree } from "./retainer-tree.ts";

/** Shows the evidence of a verdict on objects that were to be collected. */
export function collectedDetails(record: CollectedRecord, { root }: PageSetting): Markup {
  const { verdict, objects, unexplained, cost } = record;
  return html` ${verdict.kind === "inconclusive" ? html`<p class="callout">${explainDoubt(verdict.reason).join(" ")}</p>` : html``}
    <ul class="plain">
      ${objects.map(({ name, isCollected }) => html`<li>${isCollected ? badge("clean", "collected") : badge("leaking", "still retained")} ${prose(name)}</li>`)}
    </ul>
    ${objects.map(({ name, leak }) =>
      leak === undefined
        ? html``
        : html`<h3>Who holds ${prose(name)}</h3>
            ${retainerTree([leak], root)}${leakSection(leak, undefined, root)}`,
    )}
    ${unexplained === undefined ? html`` : html`<p class="callout">Who holds them is not told: ${unexplained}</p>`}
    <p class="cost">
      Cost: ${counted(cost.collections, "collection")}, ${counted(cost.snapshots, "snapshot")},
      ${formatMilliseconds(cost.milliseconds)}.
    </p>`;
}
