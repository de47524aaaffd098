import type { AsyncFinding, AsyncHop, AsyncOpsRecord, SourcePosition, StackLine } from "@leakproof/core";
import {
  counted,
  countKind,
  explainDoubt,
  findingAdvice,
  findingHeadline,
  formatMilliseconds,
  isClosing,
} from "@leakproof/core/report";
import { codeFrame, functionLabel, prose } from "../code.ts";
import { html, type Markup } from "../markup.ts";
import type { PageSetting } from "../setting.ts";
import { withoutRoot } from "./leak-section.ts";
import { retainerTree } from "./retainer-tree.ts";

/** Shows the evidence of a verdict on pending work. */
export function asyncDetails(record: AsyncOpsRecord, setting: PageSetting): Markup {
  const { verdict, findings, excused, unexplained, cost, calls, countsDescriptors } = record;
  return html` ${verdict.kind === "inconclusive" ? html`<p class="callout">${explainDoubt(verdict.reason).join(" ")}</p>` : html``}
    ${findings.length === 0 && verdict.kind === "clean" ? html`<p>Nothing was open or pending after ${counted(calls, "call")}.</p>` : html``}
    ${findings.map((finding) => findingSection(finding, setting))}
    ${unexplained === undefined ? html`` : html`<p class="callout">Who holds the promises is not told: ${unexplained}</p>`}
    ${
      excused.length === 0
        ? html``
        : html`<h3>Not held against the call</h3>
            <ul>
              ${excused.map(({ kind, count, reason }) => html`<li>${countKind(kind, count)}: ${reason}</li>`)}
            </ul>`
    }
    <p class="cost">
      Cost: ${counted(cost.calls, "call")}, ${counted(cost.collections, "collection")},
      ${counted(cost.snapshots, "snapshot")}, ${formatMilliseconds(cost.milliseconds)}, of which
      ${formatMilliseconds(cost.waitMs)} of waiting for it to
      end${countsDescriptors ? "" : ". This system does not tell which file descriptors are open: none were counted"}.
    </p>`;
}

/** Tells of things that were started at one place and are still there: how they were started, and who holds them. */
export function findingSection(finding: AsyncFinding, { root }: PageSetting): Markup {
  const { kind, also, stores, isBodys, createdAt, createdBy, frame, leak, keptBy, stack, hops } = finding;
  const verb = isClosing(kind) ? "done in" : isBodys ? "started in" : "started by something else, in";
  const facts: [string, Markup][] = [];
  if (createdAt !== undefined) facts.push([verb, functionLabel(createdAt, root)]);
  if (createdBy !== undefined)
    facts.push(["by the package", html`${createdBy.package}: ${functionLabel(createdBy.position, root)}`]);
  if (also.length > 0)
    facts.push([
      "with",
      html`${also.map((part) => countKind(part.kind, part.count)).join(", ")}, started there as well`,
    ]);
  if (stores.length > 0) facts.push(["keeps", html`the AsyncLocalStorage store ${stores.join(", ")}`]);
  if (leak?.holder !== undefined) facts.push(["held by", prose(withoutRoot(leak.holder, root))]);
  if (keptBy !== undefined) facts.push(["kept by", html`what was started in ${functionLabel(keptBy, root)}`]);
  if (leak !== undefined) facts.push(["fingerprint", html`<code>${leak.fingerprint}</code>`]);
  return html`<section class="entry">
    <h4>${findingHeadline(finding)}</h4>
    <dl class="facts">
      ${facts.map(
        ([term, fact]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${fact}</dd>
          </div>`,
      )}
    </dl>
    ${keptBy === undefined ? html`<p class="hint"><b>Hint</b> ${prose(findingAdvice(finding))}</p>` : html``}
    ${leak === undefined ? html`` : retainerTree([leak], root)} ${asyncStack(stack, hops, createdAt, root)}
    ${frame === undefined ? html`` : html`<div class="frames">${codeFrame(frame, root)}</div>`}
  </section>`;
}

function asyncStack(
  stack: readonly StackLine[],
  hops: readonly AsyncHop[],
  createdAt: SourcePosition | undefined,
  root: string,
): Markup {
  if (stack.length + hops.length < 2) return html``;
  const line = ({ position, isAsync }: StackLine, index: number): Markup =>
    html`<li>
      <span class="how">${index === 0 ? "in" : isAsync ? "awaited by" : "called by"}</span>
      ${functionLabel(position, root)}${isSame(position, createdAt) ? html` <span class="note">started here</span>` : html``}
    </li>`;
  return html`<div class="stack">
    <h5>How it was started</h5>
    <ol>
      ${stack.map(line)}
    </ol>
    ${hops.map(
      ({ through, stack: lines }) =>
        html`<p class="hop">in a callback of ${through}, which was set up</p>
          <ol>
            ${lines.map(line)}
          </ol>`,
    )}
  </div>`;
}

const isSame = (a: SourcePosition, b: SourcePosition | undefined): boolean =>
  a.file === b?.file && a.line === b.line && a.column === b.column;
