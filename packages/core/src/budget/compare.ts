import { type Baseline, type BaselineEntry, readBaselineKey } from "./baseline.ts";
import { type Drift, findDrift } from "./drift.ts";
import type { MeasuredSuite } from "./measured-suites.ts";

/** How a suite stands against what was last accepted of it. */
export type SuiteComparison = {
  readonly suite: MeasuredSuite;
  /** Bytes that decide nothing: the larger of what the entry and the run say. */
  readonly noiseBytes: number;
  readonly drift?: Drift;
} & (
  | { readonly kind: "within" | "exceeded" | "improved"; readonly entry: BaselineEntry }
  /** The baseline has no entry for it. */
  | { readonly kind: "new" }
);

/** How a run stands against a baseline. */
export interface BaselineComparison {
  readonly suites: readonly SuiteComparison[];
  /** Entries whose file is no longer there. */
  readonly gone: readonly string[];
}

/**
 * Compares what suites retained with what was last accepted: more than the noise above it is too much, more than the noise below it an
 * improvement.
 *
 * @param exists - whether a file of the project is there; what a run left out is not gone
 */
export function compareWithBaseline(
  suites: readonly MeasuredSuite[],
  baseline: Baseline,
  exists: (file: string) => boolean,
): BaselineComparison {
  return {
    suites: suites.map((suite) => compareSuite(suite, baseline.get(suite.key))),
    gone: [...baseline.keys()].filter((key) => !exists(readBaselineKey(key)?.file ?? "")),
  };
}

function compareSuite(suite: MeasuredSuite, entry: BaselineEntry | undefined): SuiteComparison {
  if (entry === undefined) return { kind: "new", suite, noiseBytes: suite.noiseBytes };
  const noiseBytes = Math.max(entry.noiseBytes, suite.noiseBytes);
  const difference = suite.bytes - entry.bytes;
  const kind = difference > noiseBytes ? "exceeded" : difference < -noiseBytes ? "improved" : "within";
  const drift = findDrift([...entry.history, entry.bytes, ...(kind === "within" ? [] : [suite.bytes])], noiseBytes);
  return { kind, suite, entry, noiseBytes, ...(drift === undefined ? {} : { drift }) };
}
