import type { Outcome } from "../../trial/outcome.ts";

/** What stands for an outcome: a sign of its own, so that no colour is needed to tell it. */
export const MARKS: Readonly<Record<Outcome["kind"], { readonly sign: string; readonly word: string }>> = {
  leak: { sign: "▲", word: "leak" },
  clean: { sign: "○", word: "clean" },
  other: { sign: "✕", word: "other failure" },
  untestable: { sign: "?", word: "untestable" },
  error: { sign: "!", word: "error, tried again" },
};
