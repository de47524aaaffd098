import { findTransition } from "../../packages/cli/src/search/find-transition.ts";
import { sweepLine } from "../../packages/cli/src/search/sweep-line.ts";

const STEPS = 50;

/** Milliseconds that one step takes among so many releases. */
export function measureSteps(releases: number): { readonly searchMs: number; readonly sweepMs: number } {
  const tallies = Array.from({ length: releases }, (_, index) =>
    index % 7 === 0 ? { leaks: index > releases / 2 ? 3 : 0, cleans: 2 } : { leaks: 0, cleans: 0 },
  );
  return {
    searchMs: meanMs(() => findTransition({ tallies })),
    sweepMs: meanMs(() => sweepLine({ tallies, found: 1 })),
  };
}

function meanMs(step: () => unknown): number {
  for (let index = 0; index < STEPS; index++) step();
  const startedAt = performance.now();
  for (let index = 0; index < STEPS; index++) step();
  return (performance.now() - startedAt) / STEPS;
}
