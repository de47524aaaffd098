import type { AnyRecord } from "@leakproof/core";
import { type Standing, standingOf } from "../records/standing.ts";
import { html, type Markup } from "./markup.ts";

/** A record that the report shows. */
export type ShownRecord = AnyRecord;

/** What a reader sorts and filters by, and what gives a verdict its colour. */
export type Tone = "leaking" | "inconclusive" | "clean";

/** The worst first. */
export const TONES: readonly Tone[] = ["leaking", "inconclusive", "clean"];

// A leak that was asked for and is not there fails its test like one that nobody asked for.
const SHOWN: Readonly<Record<Standing, { readonly tone: Tone; readonly word: string }>> = {
  leaking: { tone: "leaking", word: "leaking" },
  "leak expected": { tone: "leaking", word: "leak expected" },
  over: { tone: "leaking", word: "over budget" },
  inconclusive: { tone: "inconclusive", word: "inconclusive" },
  "leaks as expected": { tone: "clean", word: "leaks as expected" },
  clean: { tone: "clean", word: "clean" },
  within: { tone: "clean", word: "within budget" },
};

/** Tells which of the three a record is. */
export function toneOf(record: ShownRecord): Tone {
  return SHOWN[standingOf(record)].tone;
}

// The sign tells what the colour tells.
const SIGNS: Readonly<Record<Tone, string>> = { leaking: "▲", inconclusive: "◆", clean: "✓" };

/** Writes a verdict as a word with a sign. */
export function verdictBadge(record: ShownRecord): Markup {
  const { tone, word } = SHOWN[standingOf(record)];
  return badge(tone, word);
}

/** Writes any word in the manner of a verdict. */
export function badge(tone: Tone, word: string): Markup {
  return html`<span class="badge ${tone}"><span aria-hidden="true">${SIGNS[tone]}</span> ${word}</span>`;
}

/** The kinds of records, as a reader calls them. */
export const KIND_WORDS: Readonly<Record<ShownRecord["kind"], string>> = {
  memory: "memory",
  "async ops": "pending work",
  collected: "collection",
  suite: "test file",
};
