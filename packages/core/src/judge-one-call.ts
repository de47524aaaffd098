import { now } from "./collect/real-time.ts";
import type { Body, ResolvedOptions } from "./options.ts";
import { describeRuntime, type LeakRecord, type Subject } from "./record.ts";
import type { TimePlan } from "./time-plan.ts";

const GRACE_MS = 450;

/**
 * Watches one call for what it leaves open or pending, where such judges are asked for: that needs no repetition. Undefined if it leaves
 * nothing.
 */
export async function judgeOneCall(
  body: Body,
  options: ResolvedOptions,
  subject: Subject,
  time: TimePlan,
): Promise<LeakRecord | undefined> {
  const { judges, before, after } = options;
  if (!judges.includes("handles") && !judges.includes("promises")) return undefined;
  // Loaded only by those who ask for it.
  const { checkNow } = await import("./async/check-async-ops.ts");
  const call: Body = async (context) => {
    await before.round?.();
    await before.call?.();
    await body(context);
    await after.call?.();
    await after.round?.();
  };
  const pending = await checkNow(
    call,
    {
      calls: 1,
      warmUp: 0,
      graceMs: GRACE_MS,
      unref: false,
      timeoutMs: undefined,
      ignore: options.ignore,
      explain: options.explain !== false,
      keepSnapshot: options.keepSnapshot,
      inconclusive: options.inconclusive,
    },
    { subject, timeLeftMs: time.left() },
  );
  const { verdict } = pending;
  const spoken = verdict.kind === "leaking" ? verdict.judges.filter((judge) => judges.includes(judge)) : [];
  if (spoken.length === 0) return undefined;
  const { calls, collections, snapshots } = pending.cost;
  return {
    version: 1,
    kind: "memory",
    subject,
    verdict: { kind: "leaking", judges: spoken, bytesPerCall: 0, calls: 1, proof: "operations", ignored: [] },
    judges: [],
    samples: [],
    warmUpCalls: 0,
    roundsEnd: "rounds",
    budget: options.budget,
    pending,
    cost: {
      rounds: 0,
      calls,
      collections,
      collectionMs: 0,
      snapshots,
      explainMs: 0,
      milliseconds: now() - time.start,
    },
    runtime: describeRuntime(),
  };
}
