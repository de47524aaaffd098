import type { AsyncCost, AsyncVerdict } from "../async/record.ts";
import type { RuntimeFacts, Subject } from "../subject.ts";
import type { Leak } from "../trace/leak.ts";

/** An object that was to be collected. */
export interface CollectedObject {
  /** What it was watched as, or which part of the result it was: "the result", "`.socket` of the result". */
  readonly name: string;
  readonly isCollected: boolean;
  /** Who holds it, where it was not collected and a snapshot was taken. */
  readonly leak?: Leak;
}

/** What a check found: `clean` if all was collected, `leaking` if anything was not. */
export type CollectedVerdict = { readonly kind: "clean" | "leaking" } | Extract<AsyncVerdict, { kind: "inconclusive" }>;

/** The machine-readable evidence of one verdict on objects that were to be collected. */
export interface CollectedRecord {
  /** Version of this format. */
  readonly version: 1;
  /** Tells this record from those of other assertions. */
  readonly kind: "collected";
  readonly subject: Subject;
  readonly verdict: CollectedVerdict;
  readonly objects: readonly CollectedObject[];
  /** Why no snapshot says who holds them, although one was wanted. */
  readonly unexplained?: string;
  /** Where the heap snapshot stays, if it was to be kept. */
  readonly snapshotPath?: string;
  readonly cost: AsyncCost;
  readonly runtime: RuntimeFacts;
}
