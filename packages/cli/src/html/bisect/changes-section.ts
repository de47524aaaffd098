import type { Attribution } from "../../attribution/attribute.ts";
import { short } from "../../bisect/called.ts";
import { html, type Markup } from "../markup.ts";

/** Tells what is different on both sides of a transition, as far as it may have to do with the leak. */
export function changesSection(attribution: Attribution): Markup {
  if (attribution.kind === "commit") {
    const [head = "", ...rest] = attribution.description;
    return html`<section class="entry">
      <h3>${head}</h3>
      <pre tabindex="0" role="group" aria-label="Files of the commit">${rest.join("\n")}</pre>
    </section>`;
  }
  const { version, previous, components, changes, commits, compare } = attribution;
  const named =
    commits === 0
      ? html``
      : html`<p>
          ${changes.length === 0 ? `None of ${commits} commits names the leak.` : `${changes.length} of ${commits} commits ${changes.length === 1 ? "names" : "name"} the leak:`}
        </p>`;
  return html`<section class="entry">
    <h3>What changed from ${short(previous)} to ${short(version)}</h3>
    ${named}
    <ul class="commits">
      ${changes.slice(0, MOST_CHANGES).map(({ text, words }) => html`<li>${text} <span class="dim">(${words.join(", ")})</span></li>`)}
    </ul>
    <dl class="facts components">
      ${components.map(
        ({ name, from, to }) =>
          html`<div>
            <dt>${name}</dt>
            <dd class="figure">${from} → ${to}</dd>
          </div>`,
      )}
    </dl>
    <p><a href="${compare}" rel="noreferrer">Compare both releases</a></p>
  </section>`;
}

const MOST_CHANGES = 10;
