import type { UnheededEntry } from "../heeded-entries.ts";
import type { RuntimeFacts, Subject } from "../subject.ts";
import type { CodeFrame, Leak, SourcePosition } from "../trace/leak.ts";
import type { AsyncKind } from "./kinds.ts";

/** A line of the stack on which something was started. */
export interface StackLine {
  readonly position: SourcePosition;
  /** Whether the function waits here for the line above it. */
  readonly isAsync: boolean;
}

/** A callback in which something was started, and the stack on which that was set up. */
export interface AsyncHop {
  /** "a timer", "an HTTP request". */
  readonly through: string;
  readonly stack: readonly StackLine[];
}

/** Things of one kind that were started at one place and are still open, pending or retained. */
export interface AsyncFinding {
  readonly kind: AsyncKind;
  readonly count: number;
  /** What tells it from others of its kind: an address, a path, the name of an event. */
  readonly detail?: string;
  /** What else was left behind at the same place, and belongs to it. */
  readonly also: readonly { readonly kind: AsyncKind; readonly count: number }[];
  /** AsyncLocalStorage stores that it keeps. */
  readonly stores: readonly string[];
  /** Whether the calls started it; `false`: something else did while they ran, such as a server that a call spoke to. */
  readonly isBodys: boolean;
  /** The first line of the project on the stack. */
  readonly createdAt?: SourcePosition;
  /** The function of a dependency that the project called. */
  readonly createdBy?: { readonly package: string; readonly position: SourcePosition };
  /** The lines of the project and of dependencies, innermost first. */
  readonly stack: readonly StackLine[];
  readonly hops: readonly AsyncHop[];
  readonly frame?: CodeFrame;
  /** Who holds it and what it keeps, where that was asked of a heap snapshot. */
  readonly leak?: Leak;
  /** Where the promise or generator was made that keeps this one: mend that. */
  readonly keptBy?: SourcePosition;
}

/** What a check for pending work found. */
export type AsyncVerdict =
  | { readonly kind: "clean" }
  | { readonly kind: "leaking"; readonly judges: readonly ("handles" | "promises")[] }
  | {
      readonly kind: "inconclusive";
      readonly reason: { readonly kind: "never returned"; readonly call: number; readonly milliseconds: number };
    };

/** Something that was left behind and is not held against the body. */
export interface Excused {
  readonly kind: AsyncKind;
  readonly count: number;
  readonly reason: string;
  /** What the ignore entry matches that excused it; absent where none had to. */
  readonly entry?: string;
}

/** The machine-readable evidence of one verdict on pending work. */
export interface AsyncOpsRecord {
  /** Version of this format. */
  readonly version: 1;
  /** Tells this record from those of other assertions. */
  readonly kind: "async ops";
  readonly subject: Subject;
  readonly verdict: AsyncVerdict;
  readonly findings: readonly AsyncFinding[];
  readonly excused: readonly Excused[];
  /** Ignore entries that match what was found and do not excuse it; absent if there are none. */
  readonly unheeded?: readonly UnheededEntry[];
  /** Calls judged. */
  readonly calls: number;
  /** Whether descriptors were counted: not on Windows. */
  readonly countsDescriptors: boolean;
  /** Why no snapshot says who holds a promise, although one was wanted. */
  readonly unexplained?: string;
  /** Where the heap snapshot stays, if it was to be kept. */
  readonly snapshotPath?: string;
  readonly cost: AsyncCost;
  readonly runtime: RuntimeFacts;
}

/** What a check for pending work cost. */
export interface AsyncCost {
  /** Calls of the body, warm-up included. */
  readonly calls: number;
  /** Forced garbage collections. */
  readonly collections: number;
  /** Heap snapshots taken. */
  readonly snapshots: number;
  /** Milliseconds waited for what was started to end. */
  readonly waitMs: number;
  /** Milliseconds from the first call to the verdict. */
  readonly milliseconds: number;
}
