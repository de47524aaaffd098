import { renderGithub } from "./github.ts";
import { renderHtml } from "./html.ts";
import { renderJson } from "./json.ts";
import { renderJunit } from "./junit.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderNdjson } from "./ndjson.ts";
import { renderSarif } from "./sarif.ts";
import { renderTerminal } from "./terminal.ts";
import type { View } from "./view.ts";

/** The name of a format, as `--format` takes it. */
export type Format = "terminal" | "json" | "ndjson" | "junit" | "sarif" | "github" | "markdown" | "html";

/** The formats of a report. */
export const FORMATS: Readonly<Record<Format, View>> = {
  terminal: renderTerminal,
  json: renderJson,
  ndjson: renderNdjson,
  junit: renderJunit,
  sarif: renderSarif,
  github: renderGithub,
  markdown: (report, style) => renderMarkdown(report, style),
  html: renderHtml,
};

/** Whether there is a format of that name. */
export function isFormat(name: string): name is Format {
  return Object.hasOwn(FORMATS, name);
}
