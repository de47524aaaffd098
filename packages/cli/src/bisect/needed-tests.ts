import type { TestName } from "@leakproof/core/worker";
import { nameSubset } from "../earlier-tests/subset.ts";
import { NO_TRIALS, type Tally } from "../search/tally.ts";
import type { Bisection } from "./fold-log.ts";

/** Which earlier tests a leak needs. */
export interface NeededTests {
  /** The test that leaks. */
  readonly target: TestName;
  /** How many tests ran before it. */
  readonly before: number;
  /** Those that have to run before it, in this order; `number` counts all from 1. */
  readonly needed: readonly (TestName & { readonly number: number })[];
  readonly confidence: number;
  /** Trials of the test that leaks: after the needed ones only, alone, and after all. */
  readonly evidence: { readonly needed: Tally; readonly alone: Tally; readonly all: Tally };
}

/** Says which earlier tests the leak of a bisection over tests needs. */
export function neededTests(
  { header, question }: Bisection,
  { numbers, confidence }: { readonly numbers: readonly number[]; readonly confidence: number },
): NeededTests | undefined {
  const { earlier } = header;
  if (earlier === undefined) return undefined;
  const tallyOf = (subset: string): Tally => question.tallies.get(subset) ?? NO_TRIALS;
  return {
    target: earlier.target,
    before: earlier.tests.length,
    needed: numbers.flatMap((number) => earlier.tests.slice(number - 1, number).map((test) => ({ number, ...test }))),
    confidence,
    evidence: {
      needed: tallyOf(nameSubset(numbers)),
      alone: tallyOf(nameSubset([])),
      all: tallyOf(header.leaking),
    },
  };
}
