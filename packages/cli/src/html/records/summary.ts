import type { Leak } from "@leakproof/core";
import { counted, formatBytes } from "@leakproof/core/report";
import { functionLabel, prose } from "../code.ts";
import { html, type Markup } from "../markup.ts";
import { badge, KIND_WORDS, type ShownRecord, type Tone, TONES, toneOf } from "../verdicts.ts";
import { leaksOf } from "./allocation-sites.ts";
import type { Identified } from "./identify.ts";
import { countOf, withoutRoot } from "./leak-section.ts";
import { figureOf, titleOf } from "./record-row.ts";

/** Tells at the top what there is: how many records stand how, and the leaks themselves, each once. */
export function summary(records: readonly Identified[], missing: readonly string[]): Markup {
  const counts = countTones(records);
  return html`<section class="summary" aria-labelledby="summary">
    <h2 id="summary">${headline(counts, records.length)}</h2>
    ${missing.map((what) => html`<p class="callout"><b>Incomplete</b> ${what}</p>`)}
    <ul class="tiles">
      ${TONES.map(
        (standing) =>
          html`<li>
            <a class="tile ${standing}" href="#verdict=${standing}"
              ><b>${counts[standing]}</b> ${badge(standing, standing)}</a
            >
          </li>`,
      )}
    </ul>
    ${worstLeaks(records)}
  </section>`;
}

/** How many records stand how. */
export function countTones(records: readonly Identified[]): Record<Tone, number> {
  const counts = { leaking: 0, inconclusive: 0, clean: 0 };
  for (const { record } of records) counts[toneOf(record)]++;
  return counts;
}

function headline({ leaking, inconclusive }: Record<Tone, number>, all: number): string {
  if (all === 0) return "There are no records.";
  if (leaking > 0) return `${leaking} of ${counted(all, "check")} ${leaking === 1 ? "is" : "are"} leaking`;
  if (inconclusive > 0) return `No leak, and ${inconclusive} of ${counted(all, "check")} inconclusive`;
  return all === 1 ? "The one check is clean" : `All ${counted(all, "check")} are clean`;
}

const MOST_LEAKS = 8;

interface SeenLeak {
  readonly leak: Leak;
  readonly calls: number | undefined;
  readonly by: Identified[];
}

// The same leak shows in many tests: its fingerprint says that it is one, with one thing to mend.
function worstLeaks(records: readonly Identified[]): Markup {
  const seen = new Map<string, SeenLeak>();
  for (const identified of records) {
    const { record } = identified;
    if (toneOf(record) !== "leaking") continue;
    const calls = record.kind === "memory" ? record.explanation?.calls : undefined;
    for (const leak of leaksOf(record)) {
      if (leak.known !== undefined) continue;
      const before = seen.get(leak.fingerprint);
      const isWorse = before === undefined || leak.retainedBytesPerCall > before.leak.retainedBytesPerCall;
      const by = before?.by.includes(identified) === true ? before.by : [...(before?.by ?? []), identified];
      seen.set(leak.fingerprint, { ...(isWorse ? { leak, calls } : before), by });
    }
  }
  const leaks = [...seen.values()].sort((a, b) => b.leak.retainedBytesPerCall - a.leak.retainedBytesPerCall);
  const rows = leaks.slice(0, MOST_LEAKS).map(({ leak, calls, by }) => leakRow(leak, calls, by));
  const unexplained = records.filter(
    ({ record }) => toneOf(record) === "leaking" && record.kind !== "suite" && leaksOf(record).length === 0,
  );
  const others = unexplained.slice(0, MOST_LEAKS).map(
    ({ id, record, root }) =>
      html`<li>
        <span class="figure">${figureOf(record)}</span><span>${KIND_WORDS[record.kind]}${startedIn(record, root)}</span
        ><span class="seen"><a href="#test=${id}">${titleOf(record, root)}</a></span>
      </li>`,
  );
  const title =
    leaks.length > MOST_LEAKS ? `The ${MOST_LEAKS} largest of ${leaks.length} leaks` : counted(leaks.length, "leak");
  return html`${
    rows.length === 0
      ? html``
      : html`<h3>${title} with a trace</h3>
          <ol class="leaks">
            ${rows}
          </ol>`
  }
  ${
    others.length === 0
      ? html``
      : html`<h3>${counted(unexplained.length, "check")} without a trace</h3>
          <ol class="leaks">
            ${others}
          </ol>`
  }`;
}

function leakRow(leak: Leak, calls: number | undefined, by: readonly Identified[]): Markup {
  const [first] = by;
  const more = by.length - 1;
  const held =
    leak.holder === undefined
      ? html``
      : html`<span class="held">held by ${prose(withoutRoot(leak.holder, first?.root ?? ""))}</span>`;
  const link =
    first === undefined ? html`` : html`<a href="#test=${first.id}">${titleOf(first.record, first.root)}</a>`;
  return html`<li>
    <span class="figure">${formatBytes(leak.retainedBytesPerCall)} per call</span
    ><span><b>${countOf(leak, calls)}</b> ${held}</span
    ><span class="seen"
      >${link}${more > 0 ? ` and ${more} more` : ""} <code class="dim">${leak.fingerprint}</code></span
    >
  </li>`;
}

function startedIn(record: ShownRecord, root: string): Markup {
  const pending = record.kind === "memory" ? record.pending : record;
  const at = pending?.kind === "async ops" ? pending.findings[0]?.createdAt : undefined;
  return at === undefined ? html`` : html`<span class="held">, started in ${functionLabel(at, root)}</span>`;
}
