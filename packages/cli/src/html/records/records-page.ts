import type { RuntimeFacts } from "@leakproof/core";
import { counted, formatCount } from "@leakproof/core/report";
import { html, type Markup } from "../markup.ts";
import { renderPage } from "../page.ts";
import type { PageSetting } from "../setting.ts";
import { KIND_WORDS, type ShownRecord, type Tone, TONES, toneOf } from "../verdicts.ts";
import { allocationSites } from "./allocation-sites.ts";
import { asyncDetails } from "./async-details.ts";
import { budgetTrend, trendOf } from "./budget-trend.ts";
import { collectedDetails } from "./collected-details.ts";
import { fileOf, type Identified, identify } from "./identify.ts";
import { memoryDetails } from "./memory-details.ts";
import { packDetails } from "./pack-details.ts";
import { recordRow } from "./record-row.ts";
import { retainedFlame } from "./retained-flame.ts";
import { suiteDetails } from "./suite-details.ts";
import { suitesTable } from "./suites-table.ts";
import { countTones, summary } from "./summary.ts";

/** What a report over records depends on besides them. */
export interface RecordsContext {
  /** Tells the folder of the project that a file belongs to; paths are written relative to it. */
  readonly rootOf: (file: string | undefined) => string;
  /** When the report is made. */
  readonly now: Date;
  /** What the run did not come to, a sentence each: its records are not all there. */
  readonly missing?: readonly string[];
}

/** Writes the report over the records of a run, as one file that needs nothing else. */
export function renderRecordsPage(records: readonly ShownRecord[], context: RecordsContext): string {
  const { rootOf, now, missing = [] } = context;
  const identified = inOrder(identify(records, rootOf));
  const sites = allocationSites(identified);
  const hasSuites = records.some(({ kind }) => kind === "suite");
  const tabs: readonly Tab[] = [
    { id: "checks", label: `Checks (${formatCount(records.length)})`, content: checksPanel(identified) },
    ...(sites.length === 0 ? [] : [{ id: "retained", label: "What is retained", content: retainedFlame(sites) }]),
    ...(hasSuites
      ? [
          {
            id: "budgets",
            label: "Budgets",
            content: html`${suitesTable(identified)}
              <div class="trends">${identified.flatMap(trendOf).map(budgetTrend)}</div>`,
          },
        ]
      : []),
  ];
  return renderPage({
    title: "Leakproof report",
    subtitle: subtitle(identified, now),
    main: html`${summary(identified, missing)}${tabs.length < 2 ? tabs.map(({ content }) => content) : tabbed(tabs)}`,
    data: { details: packDetails(identified.map((each) => details(each).toString())) },
  });
}

function details({ id, record, root }: Identified): Markup {
  const { node, v8, platform, arch } = record.runtime;
  return html`${evidence(record, { root })}
    <p class="cost">Node ${node}, V8 ${v8}, ${platform}-${arch}. <a href="#test=${id}">Link to this check</a></p>`;
}

function evidence(record: ShownRecord, setting: PageSetting): Markup {
  switch (record.kind) {
    case "memory":
      return memoryDetails(record, setting);
    case "async ops":
      return asyncDetails(record, setting);
    case "collected":
      return collectedDetails(record, setting);
    case "suite":
      return suiteDetails(record, setting);
  }
}

function inOrder(records: readonly Identified[]): Identified[] {
  const rank = ({ record }: Identified): number => TONES.indexOf(toneOf(record));
  const fileName = ({ record, root }: Identified): string => fileOf(record, root);
  return [...records].sort(
    (a, b) => rank(a) - rank(b) || (fileName(a) < fileName(b) ? -1 : fileName(a) > fileName(b) ? 1 : 0),
  );
}

interface Tab {
  readonly id: string;
  readonly label: string;
  readonly content: Markup;
}

function tabbed(tabs: readonly Tab[]): Markup {
  return html`<div class="tabs" role="tablist" aria-label="Views of the records">
      ${tabs.map(
        ({ id, label }, index) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${id}"
            aria-controls="panel-${id}"
            aria-selected="${String(index === 0)}"
            tabindex="${index === 0 ? 0 : -1}"
          >
            ${label}
          </button>`,
      )}
    </div>
    ${tabs.map(
      ({ id, label, content }) =>
        html`<section role="tabpanel" id="panel-${id}" aria-labelledby="tab-${id}">
          <h2 class="print-only">${label}</h2>
          ${content}
        </section>`,
    )}`;
}

function checksPanel(records: readonly Identified[]): Markup {
  const counts = countTones(records);
  const kinds = [...new Set(records.map(({ record }) => record.kind))];
  const choice = (value: Tone | "all", label: string): Markup =>
    html`<label
      ><input type="radio" name="verdict" value="${value}" ${value === "all" ? html` checked` : html``} /><span
        >${label}</span
      ></label
    >`;
  return html`<search class="filter" id="filter" hidden>
      <label class="text-filter"
        >Filter
        <input type="search" id="filter-text" placeholder="test, file, class…" autocomplete="off" spellcheck="false"
      /></label>
      <fieldset class="segments">
        <legend class="unseen">Verdict</legend>
        ${choice("all", "all")}${TONES.map((standing) => choice(standing, `${standing} ${formatCount(counts[standing])}`))}
      </fieldset>
      <label
        >Kind
        <select id="filter-kind">
          <option value="all">all kinds</option>
          ${kinds.map((kind) => html`<option value="${kind}">${KIND_WORDS[kind]}</option>`)}
        </select></label
      >
      <output id="shown" aria-live="polite"></output>
    </search>
    <noscript
      ><p class="callout">
        The evidence of each check is packed into this file, and needs JavaScript to be shown. Nothing is loaded from
        elsewhere.
      </p></noscript
    >
    <ul class="rows" id="rows" aria-label="Checks">
      ${records.map(recordRow)}
    </ul>
    <p id="nothing" hidden>No check matches the filter.</p>`;
}

function subtitle(records: readonly Identified[], now: Date): Markup {
  const files = new Set(records.map(({ record, root }) => fileOf(record, root))).size;
  const runtimes = [...new Set(records.map(({ record }) => describeRuntime(record.runtime)))];
  const shown = runtimes.slice(0, 3).join("; ") + (runtimes.length > 3 ? ` and ${runtimes.length - 3} more` : "");
  return html`${counted(records.length, "check")} in ${counted(files, "file")} · ${shown} ·
    <time datetime="${now.toISOString()}">${now.toISOString().slice(0, 16).replace("T", " ")} UTC</time>`;
}

const describeRuntime = ({ node, platform, arch }: RuntimeFacts): string => `Node ${node}, ${platform}-${arch}`;
