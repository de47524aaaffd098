import { groupBy } from "../../packages/cli/src/views/group-by.ts";
import { describeSetting, type Entry } from "./log.ts";
import { percent, rateOf } from "./rate.ts";

/** Says how often an explanation names a leak as in other settings, and the line that created it. */
export function describeNaming(entries: readonly Entry[]): string | undefined {
  const named = entries.filter(({ twin, signature }) => twin === "leaky" && signature !== undefined);
  if (named.length === 0) return undefined;
  const several = byLeak(named).filter((own) => own.length > 1);
  const alike = several.filter((own) => namesIn(own).size === 1);
  const withLine = named.filter(({ createdAt }) => createdAt !== undefined);
  return [
    `Leaks that were named more than once, and alike each time: ${percent(rateOf(alike.length, several.length))} of ${several.length}.`,
    `Explanations with the line that created it: ${percent(rateOf(withLine.length, named.length))} of ${named.length}.`,
  ].join("\n");
}

/** The head of the rows of `namedDifferently`. */
export const NAMING_HEAD = ["kind", "leak", "named", "on"];

/** A row for each name of a leak that has several. */
export function namedDifferently(entries: readonly Entry[]): string[][] {
  const named = entries.filter(({ twin, signature }) => twin === "leaky" && signature !== undefined);
  return byLeak(named)
    .filter((own) => namesIn(own).size > 1)
    .flatMap((own) =>
      [...namesIn(own)].map(([signature, those]) => [
        own[0]?.kind ?? "",
        own[0]?.name ?? "",
        signature,
        [...new Set(those.map(describeSetting))].join("; "),
      ]),
    );
}

const byLeak = (entries: readonly Entry[]): Entry[][] => [
  ...groupBy(entries, ({ kind, name }) => JSON.stringify([kind, name])).values(),
];

const namesIn = (entries: readonly Entry[]): Map<string, Entry[]> =>
  groupBy(entries, ({ signature }) => signature ?? "");
