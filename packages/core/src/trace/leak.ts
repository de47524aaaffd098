/** A position in a source file; line and column count from 1, the file is an absolute path. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly functionName?: string;
}

/** Whose code it is. */
export type Owner =
  | { readonly kind: "own" }
  | { readonly kind: "dependency"; readonly name: string; readonly version?: string }
  | { readonly kind: "runner"; readonly name: string }
  | { readonly kind: "runtime" }
  | { readonly kind: "unknown" };

/** One object of a leak trace, and how the one above it refers to it. */
export interface TraceStep {
  /** The reference in the user's words: "module variable `inflight`", "Set entry", "`.buffer`", "[x]". */
  readonly reference: string;
  /** What it is: "Set", "closure finish", "Promise (pending)". */
  readonly name: string;
  /** Whether this object itself is leaking. */
  readonly status: "NO" | "UNKNOWN" | "YES";
  readonly reason: string;
  /** Where the function, module or class that it belongs to lives. */
  readonly position?: SourcePosition;
}

/** A trace, and the index of its suspect step. */
export interface Trace {
  readonly trace: readonly TraceStep[];
  readonly suspect: number;
}

/** Objects that are leaked only because a culprit holds them. */
export interface Victim {
  readonly className: string;
  readonly perCall: number;
  readonly shallowBytesPerCall: number;
}

/** What sort of mistake a leak is; each has an advice of its own. */
export type LeakKind =
  | "listener"
  | "event target listener"
  | "abort listener"
  | "subscription"
  | "timer"
  | "async context"
  | "handle"
  | "promise reaction"
  | "pending promise"
  | "suspended function"
  | "map entry"
  | "set entry"
  | "property"
  | "element"
  | "cache"
  | "weak key"
  | "closure chain"
  | "linked list"
  | "child node"
  | "growing string"
  | "growing value"
  | "native"
  | "other";

/** What a hint calls by name. */
export interface LeakNames {
  /** What holds it, as the source writes it: "`registry.sessions`"; the emitter, where it is a listener. */
  readonly holder?: string;
  readonly holderClass?: string;
  /** The variable or property that holds it, where that is no collection. */
  readonly place?: string;
  /** The event of a listener, quoted. */
  readonly event?: string;
  /** The function that waits. */
  readonly functionName?: string;
  /** What started a timer. */
  readonly starter?: "setInterval" | "setTimeout";
}

/** A few lines of a source around a position, as text without colours. */
export interface CodeFrame {
  /** Whether the leaked object is created there, or what holds it is declared there. */
  readonly shows: "creation" | "holder" | "end";
  readonly position: SourcePosition;
  /** Each line with its number; `>` marks the line of the position. */
  readonly text: string;
}

/** A group of objects that were born in the marked calls, are still alive and are held in the same way. */
export interface Leak {
  readonly className: string;
  /** What sort of mistake it is. */
  readonly kind: LeakKind;
  /** What to call by name in an advice. */
  readonly names: LeakNames;
  /** The stable name of the leak: the same in every run, on every release of Node, and when lines move. */
  readonly fingerprint: string;
  /** What the fingerprint is made from, readable. */
  readonly signature: string;
  readonly count: number;
  readonly perCall: number;
  /** Objects of this class that are held in the same place, those from before the marked calls included; reckoned where not all can be followed. */
  readonly alive: number;
  /** Objects of the whole heap that could be of this sort, whoever holds them; absent where their looks do not tell. */
  readonly alike?: number;
  /** Objects that the calls made and that hold these, per call; absent where what existed before holds them. */
  readonly containersPerCall?: number;
  readonly shallowBytesPerCall: number;
  readonly retainedBytesPerCall: number;
  readonly owner: Owner;
  /** From what existed before the calls to the leaked object. */
  readonly trace: readonly TraceStep[];
  /** The index of the step that the suspect reference reaches: the first that was born in the calls. */
  readonly suspect: number;
  /** What is known of it, if this release of Node makes it by itself: no change of the program mends it. */
  readonly known?: string;
  /** What holds it, in one phrase. */
  readonly holder?: string;
  /** The first function of the project on the stack that created it. */
  readonly allocatedAt?: SourcePosition;
  /** The function of a dependency that created it for the project: of those on the stack, the nearest to the allocation. */
  readonly allocatedBy?: SourcePosition;
  /** The code where it is created and where its holder is declared, as far as their sources can be had. */
  readonly frames?: readonly CodeFrame[];
  readonly victims: readonly Victim[];
}

/** What the marked calls left behind. */
export interface Explanation {
  /** How many calls were marked. */
  readonly calls: number;
  /** What the project, its dependencies, the runtime or something unknown holds; most retained bytes first. */
  readonly leaks: readonly Leak[];
  /** What the runner, its test doubles or Leakproof hold: not the body's leak. */
  readonly runnerHeld: readonly Leak[];
  /** Shallow bytes per call of all that was born in the calls and is alive, without what the runner holds and without the engine's own types. */
  readonly bytesPerCall: number;
  readonly runnerBytesPerCall: number;
  readonly internalBytesPerCall: number;
  /** False if there was no time to look for collections that gain numbers or shared values: that none was found says nothing then. */
  readonly isSearched: boolean;
  readonly snapshot: { readonly bytes: number; readonly milliseconds: number; readonly path?: string };
}

/** An explanation, or the reason why there is none. */
export type Explained =
  | { readonly kind: "explained"; readonly explanation: Explanation }
  | { readonly kind: "refused"; readonly reason: string };
