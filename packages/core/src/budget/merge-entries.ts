import { type BaselineEntry, HISTORY } from "./baseline.ts";

/**
 * Merges what two branches accepted of one suite. In whatever order and however often branches are merged, the result is the same: the
 * larger value, so that no run fails that either branch accepted, and the history of both, update by update.
 */
export function mergeEntries(a: BaselineEntry, b: BaselineEntry): BaselineEntry {
  const updates = Math.max(a.updates, b.updates);
  const before = Array.from({ length: updates - 1 }, (_, index) => index + 1).slice(-HISTORY);
  return {
    bytes: Math.max(a.bytes, b.bytes),
    noiseBytes: Math.max(a.noiseBytes, b.noiseBytes),
    updates,
    history: before.flatMap((update) => {
      const values = [a, b].flatMap((entry) => valueAt(entry, update) ?? []);
      return values.length === 0 ? [] : [Math.max(...values)];
    }),
  };
}

// The last of the history belongs to the update before the present one.
function valueAt({ updates, history }: BaselineEntry, update: number): number | undefined {
  return update < updates ? history[history.length - (updates - update)] : undefined;
}

/** Accepts a value: the present one becomes history. */
export function acceptValue(entry: BaselineEntry, bytes: number, noiseBytes: number): BaselineEntry {
  return {
    bytes,
    noiseBytes,
    updates: entry.updates + 1,
    history: [...entry.history, entry.bytes].slice(-HISTORY),
  };
}
