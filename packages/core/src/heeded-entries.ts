import type { IgnoreEntry } from "./ignore-entry.ts";

/** An ignore entry that matches what was found, and does not excuse it. */
export interface UnheededEntry {
  /** What it matches: a text, or a pattern between slashes. */
  readonly entry: string;
  readonly reason: string;
  readonly because:
    | { readonly kind: "expired"; readonly expires: string }
    /** There is more than is known. */
    | { readonly kind: "count exceeded"; readonly count: number; readonly found: number };
}

/** What ignore entries made of what was found. */
export interface Heeded<Found> {
  readonly reported: readonly Found[];
  readonly excused: readonly { readonly found: Found; readonly entry: IgnoreEntry }[];
  readonly unheeded: readonly UnheededEntry[];
}

/** How a sort of finding is matched. */
export interface Matching<Found> {
  /** The texts that an entry may match. */
  readonly textsOf: (found: Found) => readonly string[];
  /** What `count` counts. */
  readonly countOf: (found: Found) => number;
}

/** Names an entry in records: the text, or the pattern between slashes. */
export function nameOfEntry({ leak }: IgnoreEntry): string {
  return String(leak);
}

/**
 * Divides what was found into what is reported and what entries excuse. The first entry that matches and is in force excuses it; an entry
 * whose `count` is exceeded by all that it matches excuses none of it.
 *
 * @param today - the day, as in `2026-12-31`
 */
export function heedEntries<Found>(
  all: readonly Found[],
  entries: readonly IgnoreEntry[],
  { textsOf, countOf }: Matching<Found>,
  today: string = dayOf(),
): Heeded<Found> {
  let left = all;
  const excused: { found: Found; entry: IgnoreEntry }[] = [];
  const unheeded: UnheededEntry[] = [];
  for (const entry of entries) {
    const matched = left.filter((found) => textsOf(found).some((text) => matches(entry.leak, text)));
    if (matched.length === 0) continue;
    const because = whyUnheeded(
      entry,
      matched.reduce((sum, found) => sum + countOf(found), 0),
      today,
    );
    if (because !== undefined) {
      unheeded.push({ entry: nameOfEntry(entry), reason: entry.reason, because });
      continue;
    }
    excused.push(...matched.map((found) => ({ found, entry })));
    left = left.filter((found) => !matched.includes(found));
  }
  return { reported: left, excused, unheeded };
}

// A call that was cut off, or one more than were marked: 1.02 objects per call of a leak of one.
const COUNT_TOLERANCE = 0.1;

function whyUnheeded(
  { count, expires }: IgnoreEntry,
  found: number,
  today: string,
): UnheededEntry["because"] | undefined {
  if (expires !== undefined && today > expires) return { kind: "expired", expires };
  if (count !== undefined && found > count + COUNT_TOLERANCE) return { kind: "count exceeded", count, found };
  return undefined;
}

function matches(pattern: string | RegExp, text: string): boolean {
  return typeof pattern === "string" ? text.includes(pattern) : pattern.test(text);
}

// Taken when the module is loaded, before a test can put a fake clock in its place.
const RealDate = Date;

function dayOf(): string {
  return new RealDate().toISOString().slice(0, 10);
}
