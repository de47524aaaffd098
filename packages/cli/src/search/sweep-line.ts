import { largestIndex } from "./credible-set.ts";
import { followStates, type LineBelief } from "./hidden-states.ts";
import type { Known } from "./posterior.ts";
import type { Tally } from "./tally.ts";

/** A line after its transitions were found: do others hide between them? */
export interface SweepQuestion {
  readonly tallies: readonly Tally[];
  /** Transitions found so far. */
  readonly found: number;
  readonly costs?: readonly number[];
  /** Trials of releases of other lines that are known to be clean, or to leak. */
  readonly known?: Known;
}

/** What to do next. */
export type SweepStep =
  | { readonly kind: "try"; readonly index: number; readonly belief: LineBelief }
  /** There are no others, with this probability. */
  | { readonly kind: "complete"; readonly confidence: number; readonly belief: LineBelief }
  /** There are others. */
  | { readonly kind: "more"; readonly confidence: number; readonly belief: LineBelief };

const SURE_OF_NONE = 0.98;
const SURE_OF_MORE = 0.95;

/** Looks for further changes along a line: tries where the state is least known, which is in the gaps. */
export function sweepLine({ tallies, found, costs, known }: SweepQuestion): SweepStep {
  const belief = followStates(tallies, found + 2, known);
  const complete = belief.changes[found] ?? 0;
  const more = belief.changes.slice(found + 1).reduce((a, b) => a + b, 0);
  if (complete >= SURE_OF_NONE) return { kind: "complete", confidence: complete, belief };
  if (more >= SURE_OF_MORE) return { kind: "more", confidence: more, belief };
  const worth = belief.information.map((nats, index) => nats / (costs?.[index] ?? 1));
  return { kind: "try", index: largestIndex(worth), belief };
}
