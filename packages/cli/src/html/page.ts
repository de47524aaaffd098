import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { html, Markup } from "./markup.ts";

/** A page that stands alone. */
export interface Page {
  readonly title: string;
  /** What stands under the title: when, where, of what. */
  readonly subtitle: Markup;
  readonly main: Markup;
  /** Data that the scripts read, by the id of its element; JSON without `<`. */
  readonly data?: Readonly<Record<string, string>>;
}

// Read from `src`, which is published beside `dist`: the browser gets them as they are.
const CLIENT = new URL("../../src/html/client/", import.meta.url);

const read = (name: string): string => `\n${readFileSync(new URL(name, CLIENT), "utf8")}`;

/** Writes a page with its style and scripts inside. It asks the network for nothing, and its policy forbids everything else. */
export function renderPage({ title, subtitle, main, data = {} }: Page): string {
  const style = ["page.css", "records.css", "charts.css", "bisect.css"].map(read).join("");
  const early = read("theme.js");
  const late = ["tabs.js", "tree.js", "records.js"].map(read).join("");
  const policy = [
    "default-src 'none'",
    `style-src ${digestOf(style)}`,
    `script-src ${digestOf(early)} ${digestOf(late)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const islands = Object.entries(data).map(
    ([id, json]) => html`${inline(`script type="application/json" id="${id}"`, json)}`,
  );
  const head = html`<head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <title>${title}</title>
    <link rel="icon" href="${ICON}" />
    ${inline("style", style)} ${inline("script", early)}
  </head>`;
  const body = html`<body>
    <a class="skip" href="#main">Skip to the report</a>
    <header class="top">
      <div>
        <h1>${title}</h1>
        <p>${subtitle}</p>
      </div>
      <fieldset class="segments" id="theme" hidden>
        <legend class="unseen">Theme</legend>
        ${THEMES.map(([value, label]) => themeChoice(value, label))}
      </fieldset>
    </header>
    <main id="main" tabindex="-1">${main}</main>
    ${islands} ${inline("script", late)}
  </body>`;
  return `<!doctype html>\n<html lang="en">\n${head.toString()}\n${body.toString()}\n</html>\n`;
}

function themeChoice(value: string, label: string): Markup {
  const checked = value === "auto" ? html` checked` : html``;
  return html`<label><input type="radio" name="theme" value="${value}" ${checked} /><span>${label}</span></label>`;
}

const THEMES = [
  ["auto", "Auto"],
  ["light", "Light"],
  ["dark", "Dark"],
] as const;

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M8 1c3 4 5 6 5 9a5 5 0 0 1-10 0c0-3 2-5 5-9z' fill='%232463eb'/%3E%3C/svg%3E";

// Nothing else may pass unescaped: these are our own files, and JSON that cannot end its element.
function inline(element: string, text: string): Markup {
  if (/<\/(?:style|script)/i.test(text)) throw new Error("A script or style would end its own element.");
  return new Markup(`<${element}>${text}</${element.split(" ")[0] ?? ""}>`);
}

function digestOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
