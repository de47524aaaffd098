import { groupBy } from "../../packages/cli/src/views/group-by.ts";
import { type Entry, settingsIn } from "./log.ts";
import { percent, rateOf } from "./rate.ts";

const HEAD = ["kind", "leak", "named", "on"];

/** Says how often an explanation names a leak as in other runs, and the line that created it; with a row for each name of a leak that has several. */
export function reportNaming(
  entries: readonly Entry[],
  draw: (rows: readonly (readonly string[])[]) => string,
): readonly string[] {
  const named = entries.filter(({ twin, signature }) => twin === "leaky" && signature !== undefined);
  if (named.length === 0) return [];
  const leaks = groupBy(named, ({ kind, name }) => JSON.stringify([kind, name]));
  const several = [...leaks.values()].filter((own) => own.length > 1);
  const rows = several.map(rowsOf).filter(({ length }) => length > 1);
  const withLine = named.filter(({ createdAt }) => createdAt !== undefined);
  const sentences = [
    `Leaks that were named more than once, and alike each time: ${percent(rateOf(several.length - rows.length, several.length))} of ${several.length}.`,
    `Explanations with the line that created it: ${percent(rateOf(withLine.length, named.length))} of ${named.length}.`,
  ].join("\n");
  return rows.length === 0 ? [sentences] : [sentences, draw([HEAD, ...rows.flat()])];
}

function rowsOf(own: readonly Entry[]): string[][] {
  return [...groupBy(own, ({ kind, name, signature = "" }) => JSON.stringify([kind, name, signature])).values()].map(
    (those) => [...firstOf(those), settingsIn(those).join("; ")],
  );
}

const firstOf = ([first]: readonly Entry[]): string[] => [first?.kind ?? "", first?.name ?? "", first?.signature ?? ""];
