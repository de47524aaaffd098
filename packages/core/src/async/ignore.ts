import { type Heeded, heedEntries, nameOfEntry } from "../heeded-entries.ts";
import type { IgnoreEntry } from "../ignore-entry.ts";
import type { AsyncFinding, Excused } from "./record.ts";

/** Divides findings into those to report and those that an entry matches, by kind, detail, functions, files or trace. */
export function dividedByIgnore(
  findings: readonly AsyncFinding[],
  entries: readonly IgnoreEntry[],
): {
  readonly findings: readonly AsyncFinding[];
  readonly ignored: readonly Excused[];
  readonly unheeded: Heeded<AsyncFinding>["unheeded"];
} {
  const { reported, excused, unheeded } = heedEntries(findings, entries, { textsOf, countOf: ({ count }) => count });
  const ignored = excused.map(({ found: { kind, count }, entry }) => ({
    kind,
    count,
    reason: entry.reason,
    entry: nameOfEntry(entry),
  }));
  return { findings: reported, ignored, unheeded };
}

/** The texts of a finding that an entry may match. */
export function textsOf({ kind, detail, stack, leak }: AsyncFinding): string[] {
  const traced = leak === undefined ? [] : leak.trace.flatMap(({ reference, name }) => [reference, name]);
  return [
    kind,
    ...(detail === undefined ? [] : [detail]),
    ...stack.map(({ position }) => `${position.functionName ?? ""} (${position.file}:${position.line})`),
    ...(leak === undefined ? [] : [leak.fingerprint]),
    ...traced,
  ];
}
