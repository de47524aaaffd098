import type { ReportRecord } from "./report-record.ts";

/** How a record stands: its verdict, seen with what its assertion asks for. */
export type Standing =
  | "leaking"
  /** A leak was asked for, and there is none. */
  | "leak expected"
  | "over"
  | "inconclusive"
  | "clean"
  /** As the assertion asks for. */
  | "leaks as expected"
  | "within";

/** Worst first. */
export const STANDINGS: readonly Standing[] = [
  "leaking",
  "leak expected",
  "over",
  "inconclusive",
  "leaks as expected",
  "clean",
  "within",
];

/** Tells how a record stands. */
export function standingOf({ verdict, subject }: ReportRecord): Standing {
  if (subject.expectsLeak !== true || verdict.kind === "inconclusive") return verdict.kind;
  return verdict.kind === "leaking" ? "leaks as expected" : "leak expected";
}

/** Whether somebody has to do something about it. */
export function isTrouble(standing: Standing): boolean {
  return STANDINGS.indexOf(standing) <= STANDINGS.indexOf("inconclusive");
}

/** Compares two of them, worse first. */
export function bySeverity(a: Standing, b: Standing): number {
  return STANDINGS.indexOf(a) - STANDINGS.indexOf(b);
}
