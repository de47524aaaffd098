import { type Entry, type Setting, type Subject } from "./log.ts";

/** One run of a runner: the twins of one kind that are still to be judged in a setting. */
export interface Run extends Setting {
  readonly repeat: number;
  readonly kind: string;
  readonly subjects: readonly Subject[];
}

/** The runs that the log lacks: every repeat of all before the next one. What gave no verdict is tried again. */
export function planRuns(
  settings: readonly Setting[],
  subjects: readonly Subject[],
  repeats: number,
  log: readonly Entry[],
): Run[] {
  const done = new Set(log.filter(({ verdict }) => verdict !== "none").map((entry) => keyOf(entry, entry)));
  const kinds = [...new Set(subjects.map(({ kind }) => kind))];
  return Array.from({ length: repeats }, (_, index) => index + 1).flatMap((repeat) =>
    settings.flatMap((setting) =>
      kinds.flatMap((kind) => {
        const missing = subjects.filter(
          (subject) => subject.kind === kind && !done.has(keyOf(subject, { ...setting, repeat })),
        );
        return missing.length === 0 ? [] : [{ ...setting, repeat, kind, subjects: missing }];
      }),
    ),
  );
}

function keyOf(
  { kind, name, twin }: Subject,
  { node, runner, load, timeoutMs, repeat }: Setting & { repeat: number },
): string {
  return JSON.stringify([kind, name, twin, node, runner, load, timeoutMs, repeat]);
}
