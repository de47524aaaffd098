import { types } from "node:util";
import { parseBytes } from "./parse-bytes.ts";
import type { Judge } from "./probes/probe.ts";

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

/** A leak that is known and not to be reported. */
export interface IgnoreEntry {
  /** Matched against the class, every line of the leak's trace and its fingerprint: a part of the text, or a pattern. */
  readonly leak: string | RegExp;
  /** Why it is no matter; shown in the report. */
  readonly reason: string;
  /** At most so much is known, in objects per call, or in handles and pending ops in all; more is reported. @default any number */
  readonly count?: number;
  /** The last day on which the entry counts, as in `"2026-12-31"` (UTC). @default it never ends */
  readonly expires?: string;
}

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
export function resolveOptions(options: LeakOptions | undefined): ResolvedOptions {
  if (options === undefined) return resolveOptions({});
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`options: expected an object, received ${describe(options)}`);
  }
  for (const name of Object.keys(options)) assertKnown(name);
  const { explain = "full", inconclusive = "fail", ignore = [], keepSnapshot } = options;
  if (!EXPLANATIONS.includes(explain)) {
    throw new TypeError(`explain: expected "full", "counts" or false, received ${describe(explain)}`);
  }
  if (keepSnapshot !== undefined && (typeof keepSnapshot !== "string" || keepSnapshot === "")) {
    throw new TypeError(`keepSnapshot: expected the path of a folder, received ${describe(keepSnapshot)}`);
  }
  if (keepSnapshot !== undefined && explain === false) {
    throw new TypeError("keepSnapshot cannot be combined with explain: false: no snapshot is taken");
  }
  if (inconclusive !== "fail" && inconclusive !== "warn") {
    throw new TypeError(`inconclusive: expected "fail" or "warn", received ${describe(inconclusive)}`);
  }
  if (!Array.isArray(ignore)) throw new TypeError(`ignore: expected a list, received ${describe(ignore)}`);
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
    warmUp: resolveCount(options.warmUp, "warmUp", 0),
    calls: resolveCount(options.calls, "calls", 1),
    rounds: resolveCount(options.rounds, "rounds", 1),
    maxGrowthBytes: parseBytes(options.maxGrowth ?? "256 MB", "maxGrowth"),
    timeoutMs: resolveCount(options.timeout, "timeout", 1),
    budget,
    ignore: ignore.map(checkIgnore),
    ...resolveJudges(options),
    before: resolveHooks(options.setup, "setup"),
    after: resolveHooks(options.teardown, "teardown"),
    explain,
    keepSnapshot,
    inconclusive,
  };
}

function assertKnown(name: string): void {
  if (Object.hasOwn(KNOWN, name)) return;
  const near = Object.keys(KNOWN).find((known) => known.toLowerCase().startsWith(name.toLowerCase().slice(0, 3)));
  const hint = near === undefined ? `known are ${Object.keys(KNOWN).join(", ")}` : `did you mean ${near}?`;
  throw new TypeError(`there is no option ${JSON.stringify(name)}: ${hint}`);
}

function resolveCount(value: unknown, name: string, least: number): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= least) return value;
  throw new TypeError(`${name}: expected a whole number of at least ${least}, received ${describe(value)}`);
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

/** Checks an entry: what it matches, why that is no matter, and how far and how long. */
export function checkIgnore(entry: IgnoreEntry): IgnoreEntry {
  if (entry.leak === "" || (typeof entry.leak !== "string" && !types.isRegExp(entry.leak))) {
    throw new TypeError(`ignore: leak must be a text or a pattern, received ${describe(entry.leak)}`);
  }
  if (typeof entry.reason !== "string" || entry.reason.trim() === "") {
    throw new TypeError(`ignore: the entry for ${String(entry.leak)} has no reason: say why this leak is no matter`);
  }
  const { count, expires } = entry;
  if (count !== undefined && !(typeof count === "number" && count > 0)) {
    throw new TypeError(
      `ignore: count of the entry for ${String(entry.leak)} must be a number above 0, received ${describe(count)}`,
    );
  }
  if (expires !== undefined && !isDay(expires)) {
    throw new TypeError(
      `ignore: expires of the entry for ${String(entry.leak)} must be a day such as "2026-12-31", received ${describe(expires)}`,
    );
  }
  return entry;
}

// February has no 30th, although Date.parse lets it pass.
function isDay(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/** Names a value as a message does: its kind, and the value itself where it is short. */
export function describe(value: unknown): string {
  if (value === null || value === undefined || typeof value === "boolean" || typeof value === "number")
    return String(value);
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "function") return value.name === "" ? "a function" : `the function ${value.name}`;
  if (typeof value === "object" && "then" in value && typeof value.then === "function") return "a Promise";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
