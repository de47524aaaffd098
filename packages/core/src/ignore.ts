import { type Heeded, heedEntries, nameOfEntry } from "./heeded-entries.ts";
import type { IgnoreEntry } from "./ignore-entry.ts";
import type { Leak } from "./trace/leak.ts";
import type { IgnoredLeak } from "./verdict.ts";

/** Divides leaks into those to report and those that an entry matches, by the leak's class, any line of its trace or its fingerprint. */
export function dividedByIgnore(
  leaks: readonly Leak[],
  entries: readonly IgnoreEntry[],
): {
  readonly leaks: readonly Leak[];
  readonly ignored: readonly IgnoredLeak[];
  readonly unheeded: Heeded<Leak>["unheeded"];
} {
  const { reported, excused, unheeded } = heedEntries(leaks, entries, { textsOf, countOf: ({ perCall }) => perCall });
  const ignored = excused.map(({ found: { className, perCall }, entry }) => ({
    className,
    perCall,
    reason: entry.reason,
    entry: nameOfEntry(entry),
  }));
  return { leaks: reported, ignored, unheeded };
}

function textsOf(leak: Leak): string[] {
  return [
    leak.className,
    leak.fingerprint,
    ...(leak.holder === undefined ? [] : [leak.holder]),
    ...leak.trace.flatMap(({ reference, name }) => [reference, name]),
  ];
}
