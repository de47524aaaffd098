import type { AnyRecord, Subject } from "@leakproof/core";
import { html, type Markup } from "./markup.ts";

/** A record that the report shows. */
export type ShownRecord = AnyRecord;

/** What a reader sorts and filters by; a suite within its budget counts as clean, one over it as leaking. */
export type Standing = "leaking" | "inconclusive" | "clean";

/** The worst first. */
export const STANDINGS: readonly Standing[] = ["leaking", "inconclusive", "clean"];

/** Tells how a record stands. */
export function standingOf({ verdict, subject }: ShownRecord): Standing {
  const found = verdict.kind === "over" ? "leaking" : verdict.kind === "within" ? "clean" : verdict.kind;
  if (found === "inconclusive" || !asksForLeak(subject)) return found;
  return found === "leaking" ? "clean" : "leaking";
}

// What `toLeakMemory()` without `.not` asks for is no failure when it is found.
function asksForLeak({ expectsLeak }: Subject): boolean {
  return expectsLeak === true;
}

// The sign tells what the colour tells.
const SIGNS: Readonly<Record<Standing, string>> = { leaking: "▲", inconclusive: "◆", clean: "✓" };

/** Writes a verdict as a word with a sign. */
export function verdictBadge(record: ShownRecord): Markup {
  return badge(standingOf(record), wordOf(record));
}

function wordOf({ verdict, subject }: ShownRecord): string {
  switch (verdict.kind) {
    case "over":
      return "over budget";
    case "within":
      return "within budget";
    case "inconclusive":
      return "inconclusive";
    case "leaking":
      return asksForLeak(subject) ? "leaks as expected" : "leaking";
    case "clean":
      return asksForLeak(subject) ? "leak expected" : "clean";
  }
}

/** Writes any word in the manner of a verdict. */
export function badge(standing: Standing, word: string): Markup {
  return html`<span class="badge ${standing}"><span aria-hidden="true">${SIGNS[standing]}</span> ${word}</span>`;
}

/** The kinds of records, as a reader calls them. */
export const KIND_WORDS: Readonly<Record<ShownRecord["kind"], string>> = {
  memory: "memory",
  "async ops": "pending work",
  collected: "collection",
  suite: "test file",
};
