import { type Baseline, type BaselineEntry, readBaselineKey } from "./baseline.ts";

/** Version of the baseline file's format. */
export const BASELINE_VERSION = 1;

/**
 * Writes a baseline as its file holds it: JSON, sorted, one line per entry.
 *
 * The comma stands before an entry and an empty line after it, so that what two branches change, add or remove in different entries are
 * different places to Git, and merge.
 */
export function formatBaseline(baseline: Baseline): string {
  const lines = [...baseline]
    .sort(([a], [b]) => compareKeys(a, b))
    .map(([key, entry]) => `, ${JSON.stringify(key)}: ${formatEntry(entry)}`);
  return `${[`{ "version": ${BASELINE_VERSION}`, ...lines, "}"].join("\n\n")}\n`;
}

function formatEntry({ bytes, noiseBytes, updates, history }: BaselineEntry): string {
  return `{ "bytes": ${bytes}, "noise": ${noiseBytes}, "updates": ${updates}, "history": ${JSON.stringify(history)} }`;
}

// By code unit: a locale must not decide what a file looks like.
function compareKeys(a: string, b: string): number {
  const [one, other] = [readBaselineKey(a), readBaselineKey(b)];
  const order = (left: string | number = "", right: string | number = ""): number =>
    left < right ? -1 : left > right ? 1 : 0;
  return order(one?.file, other?.file) || order(one?.node, other?.node) || order(one?.platform, other?.platform);
}
