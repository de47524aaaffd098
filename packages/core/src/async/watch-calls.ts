import { NeverReturned } from "../calls.ts";
import { now } from "../collect/real-time.ts";
import type { Body } from "../options.ts";
import type { TimePlan } from "../time-plan.ts";
import { drain, type Leftovers } from "./drain.ts";
import { grownBeyond } from "./groups.ts";
import type { AsyncKind } from "./kinds.ts";
import type { ResolvedAsyncOptions } from "./options.ts";
import type { AsyncVerdict } from "./record.ts";
import { AsyncCalls } from "./run-calls.ts";
import type { Suspect } from "./suspects.ts";
import { type Followed, Trackers } from "./trackers.ts";

/** How much of what calls leave behind is looked at. */
export interface Scope {
  /** The kinds that are judged. */
  readonly counts: (kind: AsyncKind) => boolean;
  /** Those of them that are waited for. */
  readonly waitsFor: (kind: AsyncKind) => boolean;
  readonly followed: Followed;
}

/** What calls left behind. */
export interface Watched {
  readonly left: Leftovers;
  readonly calls: number;
  readonly doubt: Extract<AsyncVerdict, { kind: "inconclusive" }> | undefined;
}

const NOTHING: Leftovers = { suspects: [], excused: [], collections: 0, milliseconds: 0 };

/** Makes the calls with all trackers in place, and waits for what they started to end. */
export async function watchCalls(
  body: Body,
  options: ResolvedAsyncOptions,
  time: TimePlan,
  { counts, waitsFor, followed }: Scope,
): Promise<Watched> {
  const trackers = new Trackers(followed);
  const calls = new AsyncCalls(body, trackers.operations, time.end);
  const { unref: countsUnref } = options;
  const drainBeyond = (before: readonly Suspect[], waitsForIdle = false): Promise<Leftovers> => {
    const graceMs = Math.min(options.graceMs, Math.max(0, time.left()));
    return drain(trackers, { graceMs, counts, waitsFor, countsUnref, before, waitsForIdle });
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
