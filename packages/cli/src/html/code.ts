import type { CodeFrame, SourcePosition } from "@leakproof/core";
import { formatPosition } from "@leakproof/core/report";
import { type Content, html, type Markup } from "./markup.ts";

const TITLES: Readonly<Record<CodeFrame["shows"], string>> = {
  creation: "Created here",
  holder: "Held here",
  end: "Done here",
};

/** Writes a sentence; what stands in backticks is code. */
export function prose(text: string): Markup {
  const parts = text.split(/`([^`]+)`/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** Writes a position relative to the project. */
export function positionLabel(position: SourcePosition, root: string): Markup {
  return html`<code class="position">${formatPosition(position, root)}</code>`;
}

/** Writes a function and where it is. */
export function functionLabel(position: SourcePosition, root: string): Markup {
  const name =
    position.functionName === undefined ? html`an anonymous function` : html`<code>${position.functionName}</code>`;
  return html`${name} (${positionLabel(position, root)})`;
}

/** Writes a code frame; the line of the position stands out. */
export function codeFrame({ shows, position, text }: CodeFrame, root: string): Markup {
  const title = `${TITLES[shows]}: ${formatPosition(position, root)}`;
  const lines = text.split("\n").flatMap((line, index): Content[] => {
    const isMarked = /^>|^\s*\|\s*\^+\s*$/.test(line);
    return [index === 0 ? "" : "\n", isMarked ? html`<mark>${line}</mark>` : line];
  });
  return html`<figure class="frame">
    <figcaption>${TITLES[shows]} ${positionLabel(position, root)}</figcaption>
    <pre tabindex="0" role="group" aria-label="${title}">${lines}</pre>
  </figure>`;
}
