import type { Leak, TraceStep, Victim } from "@leakproof/core";
import { formatBytes, formatCount, formatPosition } from "@leakproof/core/report";
import { prose } from "../code.ts";
import { html, type Markup } from "../markup.ts";
import { mergeTraces, type TreeNode } from "./merge-traces.ts";

/** Writes who holds what as a tree that folds: from what existed before the calls down to what each call left, and what that keeps. */
export function retainerTree(leaks: readonly Leak[], root: string): Markup {
  const trees = mergeTraces(leaks);
  if (trees.length === 0) return html``;
  return html`<ul class="tree" role="tree" aria-label="Retainer paths">
    ${trees.map((node, index) => writeNode(node, { root, level: 1, isFirst: index === 0 }))}
  </ul>`;
}

interface Place {
  readonly root: string;
  readonly level: number;
  /** The one that the Tab key reaches; arrows lead to the others. */
  readonly isFirst: boolean;
}

function writeNode(node: TreeNode, place: Place): Markup {
  const { step, isSuspect, children, leaks } = node;
  const below = { ...place, level: place.level + 1, isFirst: false };
  const kept = leaks.flatMap(({ victims }) => victims);
  const inner = [
    ...children.map((child) => writeNode(child, below)),
    ...(kept.length === 0 ? [] : [writeVictims(kept, below)]),
  ];
  return writeItem(describeStep(step, isSuspect, place), inner, place, {
    isOpen: true,
    style: isSuspect ? "suspect" : "",
  });
}

function writeItem(
  content: Markup,
  inner: readonly Markup[],
  { level, isFirst }: Place,
  { isOpen, style }: { readonly isOpen: boolean; readonly style: string },
): Markup {
  const expanded = inner.length === 0 ? html`` : html` aria-expanded="${String(isOpen)}"`;
  const group =
    inner.length === 0
      ? html``
      : html`<ul role="group">
          ${inner}
        </ul>`;
  return html`<li role="treeitem" aria-level="${level}" ${expanded} tabindex="${isFirst ? 0 : -1}" class="${style}">
    <div class="step">${content}</div>
    ${group}
  </li>`;
}

const STATUS_STYLES: Readonly<Record<TraceStep["status"], string>> = {
  NO: "clean",
  UNKNOWN: "inconclusive",
  YES: "leaking",
};

function describeStep(
  { reference, name, status, reason, position }: TraceStep,
  isSuspect: boolean,
  place: Place,
): Markup {
  const what =
    reference === ""
      ? html`<span class="name">${name}</span>`
      : html`<span class="reference">${prose(reference)}</span>: <span class="name">${name}</span>`;
  // The first step is a module or a function's variables as a whole: it has a file and no line.
  const where =
    position === undefined
      ? html``
      : html` <code class="position">${formatPosition(position, place.root, place.level > 1)}</code>`;
  const suspect = isSuspect ? html` <span class="note">suspect reference</span>` : html``;
  return html`${what}${suspect}${where}<span class="leaking-status"
      ><span class="unseen">, </span>Leaking: <b class="${STATUS_STYLES[status]}">${status}</b>
      <span class="reason">(${prose(reason)})</span></span
    >`;
}

function writeVictims(victims: readonly Victim[], place: Place): Markup {
  const bytes = victims.reduce((sum, { shallowBytesPerCall }) => sum + shallowBytesPerCall, 0);
  const below = { ...place, level: place.level + 1 };
  const items = victims.map(({ className, perCall, shallowBytesPerCall }) =>
    writeItem(
      html`<span class="name">${className}</span>
        <span class="figure"
          >${formatCount(Math.round(perCall * 100) / 100)} × per call, ${formatBytes(shallowBytesPerCall)}</span
        >`,
      [],
      below,
      { isOpen: false, style: "victim" },
    ),
  );
  const head = html`keeps ${victims.length === 1 ? "1 more class" : `${victims.length} more classes`} alive
    <span class="figure">${formatBytes(bytes)} per call</span>`;
  return writeItem(head, items, place, { isOpen: false, style: "victims" });
}
