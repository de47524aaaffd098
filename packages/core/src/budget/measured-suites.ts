import type { SuiteRecord } from "../guard/suite-record.ts";
import { type BaselineKey, baselineKey, runtimeSort } from "./baseline.ts";
import { retainedInAll } from "./retained-in-all.ts";

/** What the records of one or several runs say of a suite on one sort of runtime. */
export interface MeasuredSuite extends BaselineKey {
  /** As the baseline file names it. */
  readonly key: string;
  /** The largest of all runs. */
  readonly bytes: number;
  /** What the runs say of themselves, or as much as they differ, if that is more. */
  readonly noiseBytes: number;
  /** Runs that were judged. */
  readonly runs: number;
  /** Whether all of them estimated it from above: it may be less. */
  readonly isEstimate?: true;
}

/** Suites with a value, and those whose records say why there is none. */
export interface MeasuredSuites {
  readonly suites: readonly MeasuredSuite[];
  readonly unjudged: readonly (BaselineKey & { readonly key: string; readonly reason: string })[];
}

/**
 * Gathers the records of all workers, shards and repetitions, in whatever order they are.
 *
 * @param pathOf - gives the path of a record's file relative to the root
 */
export function measuredSuites(records: readonly SuiteRecord[], pathOf: (file: string) => string): MeasuredSuites {
  const runs = new Map<string, SuiteRuns>();
  for (const record of records) {
    const { file } = record.subject;
    if (file === undefined) continue;
    const name: BaselineKey = { file: pathOf(file), ...runtimeSort(record.runtime) };
    const key = baselineKey(name);
    runs.set(key, { name: { ...name, key }, records: [...(runs.get(key)?.records ?? []), record] });
  }
  const sorted = [...runs.values()].sort((a, b) => (a.name.key < b.name.key ? -1 : 1));
  return {
    suites: sorted.flatMap((suite) => measure(suite) ?? []),
    unjudged: sorted.flatMap((suite) => (measure(suite) === undefined ? whyNot(suite) : [])),
  };
}

interface SuiteRuns {
  readonly name: BaselineKey & { readonly key: string };
  readonly records: readonly SuiteRecord[];
}

function measure({ name, records }: SuiteRuns): MeasuredSuite | undefined {
  const told = records.filter(({ verdict }) => verdict.kind !== "inconclusive");
  const exact = told.filter(({ isEstimate }) => isEstimate !== true);
  // What was estimated from above says nothing more beside what was read.
  const judged = exact.length === 0 ? told : exact;
  if (judged.length === 0) return undefined;
  const bytes = judged.map(({ retained }) => Math.round(retainedInAll(retained)));
  const spread = Math.max(...bytes) - Math.min(...bytes);
  return {
    ...name,
    bytes: Math.max(...bytes),
    noiseBytes: Math.max(spread, ...judged.map(({ noiseBytes }) => Math.ceil(noiseBytes))),
    runs: judged.length,
    ...(exact.length === 0 ? { isEstimate: true as const } : {}),
  };
}

function whyNot({ name, records }: SuiteRuns): MeasuredSuites["unjudged"] {
  return records
    .flatMap(({ verdict }) => (verdict.kind === "inconclusive" ? [{ ...name, reason: verdict.reason }] : []))
    .slice(0, 1);
}
