import type { Leak } from "@leakproof/core";
import { formatBytes, hintOf, hintOnObject } from "@leakproof/core/report";
import { codeFrame, functionLabel, prose } from "../code.ts";
import { html, type Markup } from "../markup.ts";

/**
 * Tells one leak apart from its trace: how much, who holds it, where it was created, how to mend it.
 *
 * @param calls - calls that left it behind; undefined of one object that should have been collected
 */
export function leakSection(leak: Leak, calls: number | undefined, root: string): Markup {
  const { holder, allocatedAt, allocatedBy, known, frames = [], fingerprint } = leak;
  const facts: [string, Markup][] = [];
  if (holder !== undefined) facts.push(["held by", html`${prose(withoutRoot(holder, root))}${ownerOf(leak)}`]);
  if (allocatedAt !== undefined) facts.push(["created in", functionLabel(allocatedAt, root)]);
  if (allocatedBy !== undefined) facts.push(["by", functionLabel(allocatedBy, root)]);
  facts.push(["fingerprint", html`<code>${fingerprint}</code>`]);
  const advice =
    known === undefined
      ? html`<p class="hint"><b>Hint</b> ${prose(calls === undefined ? hintOnObject(leak) : hintOf(leak))}</p>`
      : html`<p class="hint"><b>Known leak of this release of Node</b> ${prose(known)}</p>`;
  return html`<section class="entry">
    <h4>
      ${countOf(leak, calls)}
      <span class="figure">keeping ${formatBytes(leak.retainedBytesPerCall)} per call alive</span>
    </h4>
    <dl class="facts">
      ${facts.map(
        ([term, fact]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${fact}</dd>
          </div>`,
      )}
    </dl>
    ${advice}
    <div class="frames">${frames.map((frame) => codeFrame(frame, root))}</div>
  </section>`;
}

/** Writes how many objects of a leak each call leaves: `2 × Promise (pending) per call`. */
export function countOf({ count, perCall, className }: Leak, calls: number | undefined): string {
  if (perCall >= 0.9 && Math.abs(perCall - Math.round(perCall)) < 0.1)
    return `${Math.round(perCall)} × ${className} per call`;
  return calls === undefined ? `${count} × ${className}` : `${count} × ${className} in ${calls} calls`;
}

/** Writes paths inside a text relative to the project. */
export function withoutRoot(text: string, root: string): string {
  return text.replaceAll(`${root}/`, "").replaceAll(`${root}\\`, "");
}

function ownerOf({ owner }: Leak): string {
  switch (owner.kind) {
    case "dependency":
      return `, of package ${owner.name}${owner.version === undefined ? "" : ` ${owner.version}`}`;
    case "runner":
      return `, of ${owner.name}`;
    case "runtime":
      return ", of the runtime";
    default:
      return "";
  }
}
