import type { AnyRecord } from "../any-record.ts";
import { nameOfEntry } from "../heeded-entries.ts";
import type { IgnoreEntry } from "../ignore-entry.ts";
import type { ProjectDefaults } from "./project-options.ts";

/**
 * Finds known leaks of a project that matched nothing in a whole run: they are mended, or never were what they are taken for.
 *
 * @param records - of all assertions of the run, and of its test files where they were guarded
 */
export function findUnmatchedEntries(
  { toLeakMemory, toLeakAsyncOps }: ProjectDefaults,
  records: readonly AnyRecord[],
): IgnoreEntry[] {
  const matched = new Set(records.flatMap(matchedEntries));
  const entries = [...(toLeakMemory.ignore ?? []), ...(toLeakAsyncOps.ignore ?? [])];
  const byName = new Map(entries.map((entry) => [nameOfEntry(entry), entry]));
  return [...byName].flatMap(([name, entry]) => (matched.has(name) ? [] : [entry]));
}

// One that has ended, or knew of less, has matched as well.
function matchedEntries(record: AnyRecord): readonly string[] {
  const unheeded = "unheeded" in record ? (record.unheeded ?? []).map(({ entry }) => entry) : [];
  switch (record.kind) {
    case "memory": {
      const { verdict, pending } = record;
      const ignored = "ignored" in verdict ? verdict.ignored.map(({ entry }) => entry) : [];
      return [...unheeded, ...ignored, ...(pending === undefined ? [] : matchedEntries(pending))];
    }
    case "suite":
      return [...unheeded, ...(record.excused ?? []).flatMap(({ entry }) => entry ?? [])];
    case "async ops":
      return [...unheeded, ...record.excused.flatMap(({ entry }) => entry ?? [])];
    default:
      return unheeded;
  }
}
