import { describe } from "./describe.ts";
import type { IgnoreEntry } from "./ignore-entry.ts";
import { parseBytes } from "./parse-bytes.ts";
import type { Judge } from "./probes/probe.ts";
import { assertKnownOptions, readOption } from "./read-option.ts";

/** What a body is given at each call. */
export interface BodyContext {
  /** Aborted when the check runs out of time. */
  readonly signal: AbortSignal;
}

/** The function under test: called again and again, it must leave the program as it found it. */
export type Body = (context: BodyContext) => unknown;

/** A function of the user's that runs around calls and is not judged. */
export type Hook = () => unknown;

/** Runs before or after every round, or every call; a bare function runs per round. */
export type Hooks = Hook | { readonly round?: Hook; readonly call?: Hook };

/** What a call may retain: per call, or in all. A bare size is per call. */
export type Budget = number | string | { readonly perCall: number | string } | { readonly total: number | string };

/**
 * How much of an explanation a leak gets.
 *
 * `"full"`: one heap snapshot confirms it, counts what was left behind, and shows who holds it and where it was created.
 * `"counts"`: the snapshot confirms, counts and names the holder; allocations are not sampled and sources not read.
 * `false`: no snapshot; bytes alone decide, and what a test double retains counts.
 */
export type Explain = "full" | "counts" | false;

/** How a check is made; everything has a default. */
export interface LeakOptions {
  /** Calls whose effects are not judged. @default up to 128, as many as a twentieth of the time allows */
  readonly warmUp?: number;
  /** Calls in each round. @default as many as take about as long as one forced collection, at most 4096 */
  readonly calls?: number;
  /** Most rounds. @default as many as the time allows */
  readonly rounds?: number;
  /** Bytes that may be retained while measuring before the check stops and judges what it has. @default "256 MB" */
  readonly maxGrowth?: number | string;
  /** Milliseconds that the whole check may take. @default what is left of the test's own timeout, else 10 000 */
  readonly timeout?: number;
  /** What may be retained without being a leak. @default "0 B" per call */
  readonly budget?: Budget;
  /** Known leaks, each with its reason. @default none */
  readonly ignore?: readonly IgnoreEntry[];
  /**
   * Which judges speak. `"handles"` and `"promises"` watch one call before the rounds, as `toLeakAsyncOps` does, and its verdict is
   * theirs if it leaves anything open or pending. @default ["heap", "arrayBuffers", "external"], and two watched calls of the warm body:
   * what they leave open that never ends by itself is a leak, what may end is told where memory grows; none if `rounds` bounds the calls
   */
  readonly judges?: readonly Judge[];
  /** Runs before every round (or `{ call }`: before every call). @default nothing */
  readonly setup?: Hooks;
  /** Runs after every round (or `{ call }`: after every call). @default nothing */
  readonly teardown?: Hooks;
  /** How a leak is confirmed and explained; see {@link Explain}. @default "full" */
  readonly explain?: Explain;
  /** Folder that keeps the heap snapshot of a leak as a `.heapsnapshot` file, which DevTools opens. @default none is kept */
  readonly keepSnapshot?: string;
  /** What an assertion makes of an inconclusive verdict. @default "fail" */
  readonly inconclusive?: "fail" | "warn";
}

/** Options with every size in bytes and every default in its place. */
export interface ResolvedOptions {
  readonly warmUp: number | undefined;
  readonly calls: number | undefined;
  readonly rounds: number | undefined;
  readonly maxGrowthBytes: number;
  readonly timeoutMs: number | undefined;
  readonly budget: { readonly kind: "perCall" | "total"; readonly bytes: number };
  readonly ignore: readonly IgnoreEntry[];
  readonly judges: readonly Judge[];
  /** What is watched for besides memory: nothing, two warm calls, or one call for everything before the rounds. */
  readonly watches: "nothing" | "warm calls" | "all";
  readonly before: { readonly round: Hook | undefined; readonly call: Hook | undefined };
  readonly after: { readonly round: Hook | undefined; readonly call: Hook | undefined };
  readonly explain: Explain;
  readonly keepSnapshot: string | undefined;
  readonly inconclusive: "fail" | "warn";
}

const EXPLANATIONS: readonly unknown[] = ["full", "counts", false] satisfies Explain[];

const KNOWN: Readonly<Record<keyof LeakOptions, true>> = {
  warmUp: true,
  calls: true,
  rounds: true,
  maxGrowth: true,
  timeout: true,
  budget: true,
  ignore: true,
  judges: true,
  setup: true,
  teardown: true,
  explain: true,
  keepSnapshot: true,
  inconclusive: true,
};

/**
 * Checks options and fills in defaults.
 *
 * @throws TypeError for an unknown option, a value of the wrong kind, or a combination that cannot be
 */
export function resolveOptions(options: LeakOptions = {}): ResolvedOptions {
  assertKnownOptions(options, Object.keys(KNOWN));
  const { explain = "full" } = options;
  if (!EXPLANATIONS.includes(explain)) {
    throw new TypeError(`explain: expected "full", "counts" or false, received ${describe(explain)}`);
  }
  const ignore = readOption.ignore(options.ignore);
  if (ignore.length > 0 && explain === false) {
    throw new TypeError("ignore cannot be combined with explain: false: only the explanation tells which leak it is");
  }
  const budget = resolveBudget(options.budget ?? 0);
  if (budget.kind === "total" && (options.calls === undefined || options.rounds === undefined)) {
    throw new TypeError(
      "budget: a total needs calls and rounds too: how much is retained in all depends on how many calls are made",
    );
  }
  return {
    warmUp: readOption.whole("warmUp", options.warmUp, 0),
    calls: readOption.whole("calls", options.calls, 1),
    rounds: readOption.whole("rounds", options.rounds, 1),
    maxGrowthBytes: parseBytes(options.maxGrowth ?? "256 MB", "maxGrowth"),
    timeoutMs: readOption.whole("timeout", options.timeout, 1),
    budget,
    ignore,
    ...resolveJudges(options),
    before: resolveHooks(options.setup, "setup"),
    after: resolveHooks(options.teardown, "teardown"),
    explain,
    keepSnapshot: readOption.keepSnapshot(options.keepSnapshot, explain !== false),
    inconclusive: readOption.inconclusive(options.inconclusive),
  };
}

function resolveBudget(budget: Budget): ResolvedOptions["budget"] {
  if (typeof budget !== "object" || budget === null) return { kind: "perCall", bytes: parseBytes(budget, "budget") };
  if ("perCall" in budget && "total" in budget) {
    throw new TypeError("budget: perCall cannot be combined with total: state one of them");
  }
  if ("perCall" in budget) return { kind: "perCall", bytes: parseBytes(budget.perCall, "budget.perCall") };
  if ("total" in budget) return { kind: "total", bytes: parseBytes(budget.total, "budget.total") };
  throw new TypeError(`budget: expected a size, { perCall } or { total }, received ${describe(budget)}`);
}

const MEMORY_JUDGES: readonly Judge[] = ["heap", "arrayBuffers", "external"];
const JUDGES: readonly Judge[] = [...MEMORY_JUDGES, "handles", "promises"];

function resolveJudges({ judges, rounds }: LeakOptions): Pick<ResolvedOptions, "judges" | "watches"> {
  if (judges === undefined) return { judges: MEMORY_JUDGES, watches: rounds === undefined ? "warm calls" : "nothing" };
  if (!Array.isArray(judges)) throw new TypeError(`judges: expected a list, received ${describe(judges)}`);
  const stranger = judges.find((judge) => !JUDGES.includes(judge));
  if (stranger !== undefined) {
    throw new TypeError(`judges: there is no judge ${describe(stranger)}: known are ${JUDGES.join(", ")}`);
  }
  if (!judges.some((judge) => MEMORY_JUDGES.includes(judge))) {
    throw new TypeError(
      `judges: name at least one of ${MEMORY_JUDGES.join(", ")}: handles and promises alone are judged by toLeakAsyncOps`,
    );
  }
  const watchesAll = judges.includes("handles") || judges.includes("promises");
  return { judges, watches: watchesAll ? "all" : "nothing" };
}

function resolveHooks(hooks: Hooks | undefined, name: string): { round: Hook | undefined; call: Hook | undefined } {
  if (hooks === undefined || typeof hooks === "function") return { round: hooks, call: undefined };
  for (const hook of [hooks.round, hooks.call]) {
    if (hook !== undefined && typeof hook !== "function") {
      throw new TypeError(`${name}: expected a function, or { round, call } of functions, received ${describe(hook)}`);
    }
  }
  return { round: hooks.round, call: hooks.call };
}
