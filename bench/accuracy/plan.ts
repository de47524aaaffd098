import { type Entry, keyOf, type Setting, type Subject } from "./log.ts";

/** One run of a runner: the twins of one bundle that are still to be judged in a setting. */
export interface Run extends Setting {
  readonly repeat: number;
  readonly kind: string;
  readonly subjects: readonly Subject[];
}

/** The runs that the log lacks: every repeat of all before the next one. What gave no verdict is tried again. */
export function planRuns(
  settings: readonly Setting[],
  /** Twins of one kind that one run judges together. */
  bundles: readonly (readonly Subject[])[],
  repeats: number,
  log: readonly Entry[],
): Run[] {
  const done = new Set(log.filter(({ verdict }) => verdict !== "none").map((entry) => keyOf(entry, entry)));
  return Array.from({ length: repeats }, (_, index) => index + 1).flatMap((repeat) =>
    settings.flatMap((setting) =>
      bundles.flatMap((bundle) => {
        const missing = bundle.filter((subject) => !done.has(keyOf(subject, { ...setting, repeat })));
        const [first] = missing;
        return first === undefined ? [] : [{ ...setting, repeat, kind: first.kind, subjects: missing }];
      }),
    ),
  );
}
