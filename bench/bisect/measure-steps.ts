import { findTransition } from "../../packages/cli/src/search/find-transition.ts";
import { sweepLine } from "../../packages/cli/src/search/sweep-line.ts";

const STEPS = 101;

/** Milliseconds that one step takes among so many releases. */
export function measureSteps(releases: number): { readonly searchMs: number; readonly sweepMs: number } {
  const tallies = Array.from({ length: releases }, (_, index) =>
    index % 7 === 0 ? { leaks: index > releases / 2 ? 3 : 0, cleans: 2 } : { leaks: 0, cleans: 0 },
  );
  return {
    searchMs: medianMs(() => findTransition({ tallies })),
    sweepMs: medianMs(() => sweepLine({ tallies, found: 1 })),
  };
}

// The median: a machine that does other things at the same time is no slower search.
function medianMs(step: () => unknown): number {
  const times = Array.from({ length: STEPS }, () => {
    const startedAt = performance.now();
    step();
    return performance.now() - startedAt;
  });
  return times.sort((a, b) => a - b)[STEPS >> 1] ?? 0;
}
