import type { AsyncFinding, Excused } from "../async/record.ts";
import type { BaselineEntry } from "../budget/baseline.ts";
import type { UnheededEntry } from "../heeded-entries.ts";
import type { RuntimeFacts, Subject } from "../subject.ts";
import type { SourcePosition } from "../trace/leak.ts";

/** A part of a test file's life. */
export type Phase = "beforeAll" | "beforeEach" | "test" | "afterEach" | "afterAll";

/** The hook or test in which something was born. */
export interface PhasePlace {
  readonly phase: Phase;
  /** Full name of the suite that a hook belongs to; absent at the top of the file. */
  readonly suite?: string;
  /** Full name of the test: of a test and of what runs for each. */
  readonly test?: string;
  /** Where the hook or test is written. */
  readonly position?: SourcePosition;
  /** How many concurrent tests share this place: their memory cannot be told apart. */
  readonly concurrent?: number;
}

/** Live memory that was added, in bytes; settled on both sides. */
export interface RetainedBytes {
  readonly heap: number;
  readonly external: number;
  readonly arrayBuffers: number;
}

/** What one phase left behind. */
export interface PhaseGrowth {
  readonly place: PhasePlace;
  readonly retained: RetainedBytes;
}

/** A handle or request that one phase started and that was open when the file had ended. */
export interface LeftOpen {
  readonly place: PhasePlace;
  readonly finding: AsyncFinding;
}

/** What a suite may retain; an absent limit is none. */
export interface SuiteBudget {
  /** Bytes that the file may add. */
  readonly retainedBytes?: number;
  /** Bytes that any one test may add. */
  readonly perTestBytes?: number;
  /** Handles that may be left open. */
  readonly handles?: number;
  /** Requests and retained promises that may be left pending. */
  readonly pendingOps?: number;
  /** Where the limits come from, in the words of a message: "the default", "budgets[2] of the configuration", "the baseline". */
  readonly origin: string;
  /** The accepted value that `retainedBytes` was made of, where a baseline gave it. */
  readonly baseline?: BaselineEntry;
  readonly reason?: string;
}

/** A limit that was exceeded. */
export interface Excess {
  readonly limit: "retained" | "perTest" | "handles" | "pendingOps";
  readonly allowed: number;
  readonly found: number;
  /** Who did it, where that is known. */
  readonly place?: PhasePlace;
}

/** What the guard found in one test file. */
export type SuiteVerdict =
  | { readonly kind: "within" }
  | { readonly kind: "over"; readonly excesses: readonly Excess[] }
  | { readonly kind: "inconclusive"; readonly reason: string };

/** The machine-readable evidence of what one test file left behind. */
export interface SuiteRecord {
  /** Version of this format. */
  readonly version: 1;
  /** Tells this record from those of assertions. */
  readonly kind: "suite";
  readonly subject: Subject;
  readonly verdict: SuiteVerdict;
  readonly budget: SuiteBudget;
  /** Tests that ran and passed. */
  readonly tests: number;
  /** What the file added, the runner's own share taken off. */
  readonly retained: RetainedBytes;
  /** Whether `retained` is an estimate from above, which took fewer collections than an exact reading takes. */
  readonly isEstimate?: true;
  /** Bytes that the runner itself keeps for these tests: taken off. */
  readonly runnerBytes: number;
  /** Bytes by which two runs of the same file differ: less than this more is not told. */
  readonly noiseBytes: number;
  /** What each phase added, in the order in which they ran; empty where the file was measured as a whole. */
  readonly phases: readonly PhaseGrowth[];
  readonly leftOpen: readonly LeftOpen[];
  /** What was left open and is known: not held against the file; absent if there is none. */
  readonly excused?: readonly Excused[];
  /** Ignore entries that match what was left open and do not excuse it; absent if there are none. */
  readonly unheeded?: readonly UnheededEntry[];
  readonly cost: { readonly collections: number; readonly milliseconds: number };
  readonly runtime: RuntimeFacts;
}
