import type { AsyncKind } from "./async/kinds.ts";
import type { AsyncOpsRecord } from "./async/record.ts";
import type { Scope } from "./async/watch-calls.ts";
import { bodyError, type Caller } from "./calls.ts";
import { now } from "./collect/real-time.ts";
import { GRACE_MS } from "./grace.ts";
import type { Body, ResolvedOptions } from "./options.ts";
import type { Judge } from "./probes/probe.ts";
import type { LeakRecord } from "./record.ts";
import { describeRuntime, type Subject } from "./subject.ts";
import type { TimePlan } from "./time-plan.ts";

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
  const { options } = request;
  const { judges } = options;
  if (options.watches !== "all") return undefined;
  const pending = await watch(request, { calls: 1, made: 0, warmUp: 0 });
  const { verdict } = pending;
  const spoken = verdict.kind === "leaking" ? verdict.judges.filter((judge) => judges.includes(judge)) : [];
  if (spoken.length === 0) return undefined;
  return recordOf(request, pending, { judges: spoken, warmUpCalls: 0 });
}

const CALLS = 2;
const FEWEST_WARM_CALLS = 3;

/**
 * Watches two calls of a warm body for what never ends by itself: what it opens once and keeps is open by then. Descriptors, for one,
 * leave no trace in the heap, and run out before a leak shows there. What may end in its own time, such as a timer or a request, is left
 * to the judges of memory: it grows there if it does not.
 *
 * @param caller - what has made the calls so far, and counts these
 * @param callMs - milliseconds that a call takes; where there is no time for the calls nothing is watched
 * @returns undefined if nothing is left open
 */
export async function judgeLasting(
  request: PendingWorkRequest,
  caller: Pick<Caller, "made">,
  callMs: number,
): Promise<LeakRecord | undefined> {
  const { options, time } = request;
  const { made } = caller;
  const neededMs = (FEWEST_WARM_CALLS + CALLS) * SLOW_CALL * callMs + LEAST_TIME_LEFT_MS;
  if (options.watches !== "lasting" || time.left() < neededMs) return undefined;
  const pending = await watch(request, {
    calls: CALLS,
    made,
    warmUp: made < FEWEST_WARM_CALLS ? 1 : 0,
    scope: { counts: (kind) => LASTING.has(kind), followed: "resources" },
  });
  caller.made += pending.cost.calls;
  const findings = pending.findings.filter(({ count }) => count >= CALLS);
  return findings.length === 0
    ? undefined
    : recordOf(request, { ...pending, findings }, { judges: ["handles"], warmUpCalls: made });
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
  /** Everything, if undefined. */
  readonly scope?: Scope;
}

// The calls are one round, so that what a teardown of the round ends has ended before it is looked for.
async function watch(
  { body, options, subject, time }: PendingWorkRequest,
  { calls, made, warmUp, scope }: WatchedRound,
): Promise<AsyncOpsRecord> {
  // Loaded only by those who come so far.
  const { checkNow } = await import("./async/check-async-ops.ts");
  const { before, after } = options;
  let call = made;
  const round: Body = async (context) => {
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
  };
  const pending = await checkNow(
    round,
    {
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
    { subject, timeLeftMs: time.left() },
    scope,
  );
  return { ...pending, calls, cost: { ...pending.cost, calls: call - made } };
}
