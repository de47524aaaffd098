import { nameOfEntry } from "../heeded-entries.ts";
import type { IgnoreEntry } from "../ignore-entry.ts";
import { counted } from "./format-bytes.ts";

/** Lists known leaks that matched nothing in a run. */
export function describeUnmatchedEntries(entries: readonly IgnoreEntry[]): string {
  const lines = entries.map((entry) => {
    const end = entry.expires === undefined ? "" : `, until ${entry.expires}`;
    return `  ${nameOfEntry(entry)} (${entry.reason}${end})`;
  });
  return [
    `leakproof: ${counted(entries.length, "known leak")} matched nothing in this run. Delete what is mended:`,
    ...lines,
  ].join("\n");
}
