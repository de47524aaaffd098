import { NeverReturned } from "../calls.ts";
import { assertIsBody, type CheckSetting } from "../check.ts";
import { now } from "../collect/real-time.ts";
import type { Body } from "../options.ts";
import { describeRuntime, type Subject } from "../record.ts";
import { takeTurn } from "../take-turn.ts";
import { TimePlan } from "../time-plan.ts";
import { drain, type Leftovers } from "./drain.ts";
import { findFindings } from "./findings.ts";
import { grownBeyond } from "./groups.ts";
import { dividedByIgnore } from "./ignore.ts";
import { judgeOf } from "./kinds.ts";
import { type AsyncOpsOptions, type ResolvedAsyncOptions, resolveAsyncOptions } from "./options.ts";
import type { AsyncOpsRecord, AsyncVerdict } from "./record.ts";
import { AsyncCalls } from "./run-calls.ts";
import type { Suspect } from "./suspects.ts";
import { tellsDescriptors } from "./track/descriptors.ts";
import { Trackers } from "./trackers.ts";

/**
 * Calls the body, and tells what it started and did not end: handles and requests that are still open, and promises that are pending and
 * retained.
 *
 * Hooks are in place while it runs, and none outlives it. What other code of the same process starts meanwhile counts too, unless a timer
 * from before did: run it alone.
 *
 * @param body - the function under test, sync or async
 * @param options - see {@link AsyncOpsOptions}
 * @returns the record of the verdict; a leak is a value here, see {@link assertNoAsyncOps} for an assertion
 * @throws TypeError if the body is no function or an option is wrong; what the body throws; Error if no collection can be forced
 * @example
 * const { findings } = await checkAsyncOps(() => service.handle(request));
 */
export async function checkAsyncOps(
  body: Body,
  options?: AsyncOpsOptions,
  setting: CheckSetting = {},
): Promise<AsyncOpsRecord> {
  assertIsBody(body);
  const resolved = resolveAsyncOptions(options);
  // Two checks at a time would see each other's work.
  return takeTurn(() => runCheck(body, resolved, setting));
}

async function runCheck(
  body: Body,
  options: ResolvedAsyncOptions,
  { subject: given, timeLeftMs }: CheckSetting,
): Promise<AsyncOpsRecord> {
  const time = new TimePlan(options.timeoutMs, timeLeftMs, false);
  const subject: Subject = { ...(body.name === "" ? {} : { body: body.name }), ...given };
  const { left, calls, doubt } = await watchCalls(body, options, time);
  const found = await findFindings(left.suspects, {
    calls: options.calls,
    explain: options.explain,
    keepSnapshot:
      options.keepSnapshot === undefined
        ? undefined
        : { folder: options.keepSnapshot, subject: subject.test ?? subject.body ?? "body" },
    timeLeftMs: () => time.left(),
  });
  const { findings, ignored } = dividedByIgnore(found.findings, options.ignore);
  const judges = [...new Set(findings.map(({ kind }) => judgeOf(kind)))];
  const verdict: AsyncVerdict = doubt ?? (judges.length === 0 ? { kind: "clean" } : { kind: "leaking", judges });
  return {
    version: 1,
    kind: "async ops",
    subject,
    verdict,
    findings,
    excused: [...ignored, ...sumExcused(left)],
    calls: options.calls,
    countsDescriptors: tellsDescriptors(),
    ...(found.unexplained === undefined ? {} : { unexplained: found.unexplained }),
    cost: {
      calls,
      collections: left.collections,
      snapshots: found.snapshots,
      waitMs: left.milliseconds,
      milliseconds: now() - time.start,
    },
    runtime: describeRuntime(),
  };
}

interface Watched {
  readonly left: Leftovers;
  readonly calls: number;
  readonly doubt: Extract<AsyncVerdict, { kind: "inconclusive" }> | undefined;
}

const NOTHING: Leftovers = { suspects: [], excused: [], collections: 0, milliseconds: 0 };

async function watchCalls(body: Body, options: ResolvedAsyncOptions, time: TimePlan): Promise<Watched> {
  const trackers = new Trackers();
  const calls = new AsyncCalls(body, trackers.operations, time.end);
  const { unref: countsUnref } = options;
  const drainBeyond = (before: readonly Suspect[], waitsForIdle = false): Promise<Leftovers> => {
    const graceMs = Math.min(options.graceMs, Math.max(0, time.left()));
    return drain(trackers, { graceMs, countsUnref, before, waitsForIdle });
  };
  trackers.start(body);
  try {
    if (options.warmUp > 0) await calls.run(options.warmUp);
    const warm = options.warmUp > 0 ? await drainBeyond([]) : NOTHING;
    await calls.run(options.calls);
    const left = await drainBeyond(warm.suspects);
    const grown = grownBeyond(warm.suspects, left.suspects);
    const judged = await withoutPools({ ...left, suspects: grown }, left);
    return { left: addCost(judged, warm), calls: calls.made, doubt: undefined };
  } catch (error) {
    if (!(error instanceof NeverReturned)) throw error;
    const reason = { kind: "never returned", call: calls.made, milliseconds: now() - time.start } as const;
    return { left: NOTHING, calls: calls.made, doubt: { kind: "inconclusive", reason } };
  } finally {
    calls.end();
    trackers.stop();
  }

  // Whether an idle connection belongs to a pool that outlives the calls, only another call tells: it finds the connection there.
  async function withoutPools(left: Leftovers, before: Leftovers): Promise<Leftovers> {
    const isIdle = ({ kind }: Suspect): boolean => kind === "idle connection";
    if (!left.suspects.some(isIdle)) return left;
    const others = left.suspects.filter((suspect) => !isIdle(suspect));
    const excused = left.suspects.filter(isIdle).map((suspect) => ({ suspect, reason: POOLED }));
    const pooled = { ...left, suspects: others, excused: [...left.excused, ...excused] };
    if (others.length > 0) return pooled;
    try {
      await calls.run(1);
      const again = await drainBeyond(before.suspects, true);
      const isGrowing = grownBeyond(before.suspects, again.suspects).length > 0;
      return addCost(isGrowing ? left : pooled, again);
    } catch {
      return pooled;
    }
  }
}

const POOLED = "an agent keeps the connection for the next request, which finds it there";

function addCost(left: Leftovers, { collections, milliseconds }: Leftovers): Leftovers {
  return {
    ...left,
    collections: left.collections + collections,
    milliseconds: left.milliseconds + milliseconds,
  };
}

function sumExcused({ excused }: Leftovers): AsyncOpsRecord["excused"] {
  const sums = new Map<string, AsyncOpsRecord["excused"][number]>();
  for (const { suspect, reason } of excused) {
    const key = `${suspect.kind} ${reason}`;
    sums.set(key, { kind: suspect.kind, count: (sums.get(key)?.count ?? 0) + suspect.count, reason });
  }
  return [...sums.values()];
}
