import type { Baseline, BaselineEntry } from "./baseline.ts";
import type { BaselineComparison, SuiteComparison } from "./compare.ts";
import { acceptValue } from "./merge-entries.ts";

/**
 * Accepts what suites retain: writes what is new, exceeded or improved, and removes what is gone.
 *
 * What is within the noise of its entry leaves it as it is. So the entry stays where it was accepted, small steps add up against it and
 * are seen, and two branches do not both change what neither of them changed.
 */
export function updateBaseline(baseline: Baseline, { suites, gone }: BaselineComparison): Baseline {
  return changed(baseline, gone, suites);
}

/** Accepts improvements only: no value rises, none is added. */
export function tightenBaseline(baseline: Baseline, { suites, gone }: BaselineComparison): Baseline {
  return changed(
    baseline,
    gone,
    suites.filter(({ kind }) => kind === "improved"),
  );
}

function changed(baseline: Baseline, gone: readonly string[], suites: readonly SuiteComparison[]): Baseline {
  const next = new Map<string, BaselineEntry>(baseline);
  for (const key of gone) next.delete(key);
  for (const comparison of suites) {
    const { suite } = comparison;
    if (comparison.kind === "new")
      next.set(suite.key, { bytes: suite.bytes, noiseBytes: suite.noiseBytes, updates: 1, history: [] });
    else if (comparison.kind !== "within")
      next.set(suite.key, acceptValue(comparison.entry, suite.bytes, suite.noiseBytes));
  }
  return next;
}
