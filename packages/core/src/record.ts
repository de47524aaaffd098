import type { AsyncFinding, AsyncOpsRecord } from "./async/record.ts";
import type { JudgeEvidence, RoundsEnd } from "./evidence.ts";
import type { UnheededEntry } from "./heeded-entries.ts";
import type { Sample } from "./samples.ts";
import type { RuntimeFacts, Subject } from "./subject.ts";
import type { Explanation } from "./trace/leak.ts";
import type { Verdict } from "./verdict.ts";

/** What a check cost. */
export interface CheckCost {
  readonly rounds: number;
  /** Calls of the body, warm-up and marked calls included. */
  readonly calls: number;
  /** Forced garbage collections. */
  readonly collections: number;
  /** Milliseconds spent in forced garbage collections. */
  readonly collectionMs: number;
  /** Heap snapshots taken. */
  readonly snapshots: number;
  /** Milliseconds from proved growth to its explanation: marked calls, snapshot and analysis. */
  readonly explainMs: number;
  /** Milliseconds from the first call to the verdict. */
  readonly milliseconds: number;
}

/** The machine-readable evidence of one verdict; every message and report is a view of it. */
export interface LeakRecord {
  /** Version of this format. */
  readonly version: 1;
  /** Tells this record from those of other assertions. */
  readonly kind: "memory";
  readonly subject: Subject;
  readonly verdict: Verdict;
  readonly judges: readonly JudgeEvidence[];
  readonly samples: readonly Sample[];
  readonly warmUpCalls: number;
  readonly roundsEnd: RoundsEnd;
  /** What may be retained, in bytes. */
  readonly budget: { readonly kind: "perCall" | "total"; readonly bytes: number };
  /** The smallest growth of the heap, in bytes per call, that this check would have called a leak; absent where it cannot say. */
  readonly sensitivityBytesPerCall?: number;
  /** What the heap snapshot showed, where one was taken. */
  readonly explanation?: Explanation;
  /** Ignore entries that match what was found and do not excuse it; absent if there are none. */
  readonly unheeded?: readonly UnheededEntry[];
  /** What one call left open or pending, where judges of that spoke. */
  readonly pending?: AsyncOpsRecord;
  /** What each of two watched calls left open or pending, and was so still when the memory had grown. */
  readonly stillOpen?: readonly AsyncFinding[];
  /** Why no snapshot was taken although the bytes asked for one. */
  readonly unexplained?: string;
  readonly cost: CheckCost;
  readonly runtime: RuntimeFacts;
}
