import type { AsyncKind } from "./async/kinds.ts";
import type { ResolvedAsyncOptions } from "./async/options.ts";
import type { AsyncOpsRecord } from "./async/record.ts";
import type { Suspect } from "./async/suspects.ts";
import { bodyError, type Caller } from "./calls.ts";
import { now } from "./collect/real-time.ts";
import { GRACE_MS } from "./grace.ts";
import type { Body, ResolvedOptions } from "./options.ts";
import type { Judge } from "./probes/probe.ts";
import type { LeakRecord } from "./record.ts";
import { describeRuntime, type Subject } from "./subject.ts";
import { TimePlan } from "./time-plan.ts";

/** What a check for memory knows when it asks the judges of pending work. */
export interface PendingWorkRequest {
  readonly body: Body;
  readonly options: ResolvedOptions;
  readonly subject: Subject;
  readonly time: TimePlan;
}

/**
 * Watches one call for what it leaves open or pending, where such judges are asked for by name: that needs no repetition. Undefined if
 * it leaves nothing.
 */
export async function judgeOneCall(request: PendingWorkRequest): Promise<LeakRecord | undefined> {
  const { options, subject, time } = request;
  const { judges } = options;
  if (options.watches !== "all") return undefined;
  // Loaded only by those who come so far.
  const { checkNow } = await import("./async/run-async-check.ts");
  const round = roundOf(request, { calls: 1, made: 0, warmUp: 0 });
  const pending = round.told(await checkNow(round.body, round.options, { subject, timeLeftMs: time.left() }));
  const { verdict } = pending;
  const spoken = verdict.kind === "leaking" ? verdict.judges.filter((judge) => judges.includes(judge)) : [];
  if (spoken.length === 0) return undefined;
  return recordOf(request, pending, { judges: spoken, warmUpCalls: 0 });
}

/** What two watched calls of a warm body told. */
export interface WarmCalls {
  /** The verdict, if they left something open that never ends by itself. */
  readonly record?: LeakRecord;
  /** What else they left open or pending, which may end in its own time. */
  readonly open: readonly Suspect[];
}

/** Calls that are watched of a warm body. */
export const WATCHED_CALLS = 2;
const FEWEST_WARM_CALLS = 3;

/**
 * Watches two calls of a warm body: what it opens once and keeps is open by then. Of what never ends by itself they give the verdict:
 * descriptors, for one, leave no trace in the heap, and run out before a leak shows there. What may end in its own time, such as a
 * timer, a request or a promise, is evidence if memory grows as well, see {@link addOpenWork}.
 *
 * @param caller - what has made the calls so far, and counts these; where there is no time for them nothing is watched
 */
export async function judgeWarmCalls(
  request: PendingWorkRequest,
  caller: Pick<Caller, "made" | "callMs">,
): Promise<WarmCalls> {
  const { options, time } = request;
  const { made } = caller;
  const neededMs = (FEWEST_WARM_CALLS + WATCHED_CALLS) * SLOW_CALL * caller.callMs + LEAST_TIME_LEFT_MS;
  if (options.watches !== "warm calls" || time.left() < neededMs) return { open: [] };
  const { makeAsyncRecord, watchCalls, tellsItsEnd } = await loadWatch();
  const round = roundOf(request, { calls: WATCHED_CALLS, made, warmUp: made < FEWEST_WARM_CALLS ? 1 : 0 });
  const plan = new TimePlan(undefined, time.left(), false);
  const watched = await watchCalls(round.body, round.options, plan, {
    counts: (kind) => LASTING.has(kind) || tellsItsEnd(kind),
    waitsFor: (kind) => LASTING.has(kind),
    followed: "resources",
  });
  caller.made += round.callsMade();
  const { left } = watched;
  const open = left.suspects.filter(({ kind }) => !LASTING.has(kind));
  const lasting = left.suspects.filter(({ kind }) => LASTING.has(kind));
  if (lasting.length === 0) return { open };
  const onlyLasting = { ...watched, left: { ...left, suspects: lasting } };
  const pending = round.told(await makeAsyncRecord(onlyLasting, round.options, request.subject, plan));
  const findings = pending.findings.filter(({ count }) => count >= WATCHED_CALLS);
  if (findings.length === 0) return { open };
  return { open, record: recordOf(request, { ...pending, findings }, { judges: ["handles"], warmUpCalls: made }) };
}

type Watch = Pick<typeof import("./async/run-async-check.ts"), "makeAsyncRecord"> &
  Pick<typeof import("./async/watch-calls.ts"), "watchCalls"> &
  Pick<typeof import("./async/is-still-open.ts"), "tellsItsEnd">;

/** Loads what watches calls: before the code that ran once is let go of, see `flushCode`, and only by those who come so far. */
export async function loadWatch(): Promise<Watch> {
  // One after the other: in a vm context of Vitest 4 on Node 20 two modules that are linked at a time miss what both import.
  const { makeAsyncRecord } = await import("./async/run-async-check.ts");
  const { watchCalls } = await import("./async/watch-calls.ts");
  const { tellsItsEnd } = await import("./async/is-still-open.ts");
  return { makeAsyncRecord, watchCalls, tellsItsEnd };
}

// A call is slower while it is followed.
const SLOW_CALL = 5;
const LEAST_TIME_LEFT_MS = 3 * GRACE_MS;

const LASTING: ReadonlySet<AsyncKind> = new Set<AsyncKind>([
  "interval",
  "server",
  "UDP socket",
  "worker",
  "message port",
  "broadcast channel",
  "file watcher",
  "watched file",
  "file handle",
  "descriptor",
  "directory",
]);

function recordOf(
  { options, subject, time }: PendingWorkRequest,
  pending: AsyncOpsRecord,
  { judges, warmUpCalls }: { readonly judges: readonly Judge[]; readonly warmUpCalls: number },
): LeakRecord {
  const { calls, collections, snapshots } = pending.cost;
  return {
    version: 1,
    kind: "memory",
    subject,
    verdict: {
      kind: "leaking",
      judges,
      bytesPerCall: 0,
      calls: pending.calls,
      proof: "operations",
      ignored: [],
    },
    judges: [],
    samples: [],
    warmUpCalls,
    roundsEnd: "rounds",
    budget: options.budget,
    pending,
    cost: {
      rounds: 0,
      calls: warmUpCalls + calls,
      collections,
      collectionMs: 0,
      snapshots,
      explainMs: 0,
      milliseconds: now() - time.start,
    },
    runtime: describeRuntime(),
  };
}

interface WatchedRound {
  readonly calls: number;
  /** Calls made before. */
  readonly made: number;
  /** Such rounds before it, whose effects are not judged. */
  readonly warmUp: number;
}

interface Round {
  readonly body: Body;
  readonly options: ResolvedAsyncOptions;
  readonly callsMade: () => number;
  /** Counts calls where a record counts rounds. */
  readonly told: (record: AsyncOpsRecord) => AsyncOpsRecord;
}

// The calls are one round, so that what a teardown of the round ends has ended before it is looked for.
function roundOf({ body, options }: PendingWorkRequest, { calls, made, warmUp }: WatchedRound): Round {
  const { before, after } = options;
  let call = made;
  return {
    body: async (context) => {
      await before.round?.();
      for (let index = 0; index < calls; index++) {
        await before.call?.();
        call++;
        try {
          await body(context);
        } catch (error) {
          throw bodyError(error, call);
        }
        await after.call?.();
      }
      await after.round?.();
    },
    options: {
      calls: 1,
      warmUp,
      graceMs: GRACE_MS,
      unref: false,
      timeoutMs: undefined,
      ignore: options.ignore,
      explain: options.watches === "all" && options.explain !== false,
      keepSnapshot: options.keepSnapshot,
      inconclusive: options.inconclusive,
    },
    callsMade: () => call - made,
    told: (record) => ({ ...record, calls, cost: { ...record.cost, calls: call - made } }),
  };
}
