import { Caller, NeverReturned } from "./calls.ts";
import { type HeldCompilers, holdCompilers } from "./collect/hold-compilers.ts";
import { now } from "./collect/real-time.ts";
import { Settler } from "./collect/settle.ts";
import { dividedByIgnore } from "./ignore.ts";
import { planMarkedCalls } from "./marked-calls.ts";
import { type Measured, measure } from "./measure.ts";
import { type Body, type LeakOptions, type ResolvedOptions, describe, resolveOptions } from "./options.ts";
import { readMemory } from "./probes/read-memory.ts";
import { type LeakRecord, type Subject, describeRuntime } from "./record.ts";
import { takeTurn } from "./take-turn.ts";
import { TimePlan } from "./time-plan.ts";
import type { Explained } from "./trace/leak.ts";
import { type Verdict, giveVerdict, unclearedJudges, withoutTurnover } from "./verdict.ts";

/** What the caller of a check knows besides the body and its options. */
export interface CheckSetting {
  readonly subject?: Subject;
  /** Milliseconds until the runner ends the test. */
  readonly timeLeftMs?: number;
}

/**
 * Calls the body again and again, and tells whether what it retains grows with every call.
 *
 * @param body - the function under test, sync or async
 * @param options - see {@link LeakOptions}
 * @returns the record of the verdict; a leak is a value here, see {@link assertNoLeak} for an assertion
 * @throws TypeError if the body is no function or an option is wrong; what the body throws; Error if no collection can be forced
 * @example
 * const { verdict } = await checkLeak(() => service.handle(request));
 * if (verdict.kind === "leaking") console.log(verdict.bytesPerCall);
 */
export async function checkLeak(body: Body, options?: LeakOptions, setting: CheckSetting = {}): Promise<LeakRecord> {
  assertIsBody(body);
  const resolved = resolveOptions(options);
  // Two checks at a time would measure each other.
  return takeTurn(() => runCheck(body, resolved, setting));
}

function assertIsBody(body: unknown): void {
  if (typeof body === "function") return;
  const what = describe(body);
  const hint =
    what === "a Promise" ? ": pass `() => load()` instead of `load()`, so that it can be called again and again" : "";
  throw new TypeError(`expected a function, received ${what}${hint}`);
}

async function runCheck(body: Body, options: ResolvedOptions, setting: CheckSetting): Promise<LeakRecord> {
  const time = new TimePlan(options.timeoutMs, setting.timeLeftMs, options.explain);
  const settler = new Settler();
  const caller = new Caller(body, options.before.call, options.after.call, time.end);
  const compilers = holdCompilers();
  try {
    const measured = await measure(caller, settler, options, time, compilers.hold);
    compilers.restore();
    const explained = await explainIfNeeded(measured, caller, settler, options, time, compilers);
    return makeRecord(measured, explained, caller, settler, options, setting.subject ?? {}, body, time);
  } finally {
    caller.end();
    compilers.restore();
  }
}

async function explainIfNeeded(
  measured: Measured,
  caller: Caller,
  settler: Settler,
  options: ResolvedOptions,
  time: TimePlan,
  compilers: HeldCompilers,
): Promise<Explained | undefined> {
  if (!options.explain || measured.doubt || unclearedJudges(measured.rounds.judges).length === 0) return undefined;
  const shortage = time.shortage(readMemory().heap, settler);
  if (shortage !== undefined) return { kind: "refused", reason: shortage };
  // Loaded only now: a clean suite never pays for it.
  const { explainLeak } = await import("./trace/explain.ts");
  const timeLeftMs = time.left();
  let bodyFailure: unknown;
  try {
    return await explainLeak({
      calls: planMarkedCalls(measured.rounds, {
        callMs: measured.callMs,
        timeLeftMs,
        maxGrowthBytes: options.maxGrowthBytes,
      }),
      runCalls: async (calls) => {
        // Held for the calls alone: reading the snapshot is work for compiled code, three times slower without.
        compilers.hold();
        try {
          await options.before.round?.();
          await caller.run(calls, Infinity);
          await options.after.round?.();
        } catch (error) {
          bodyFailure = error;
          throw error;
        } finally {
          compilers.restore();
        }
      },
      settle: async () => {
        await settler.settle();
      },
      timeLeftMs,
    });
  } catch (error) {
    if (bodyFailure !== undefined && !(bodyFailure instanceof NeverReturned)) throw error;
    // The bytes have spoken already: a full disk or a call that takes too long costs the explanation, not the verdict.
    return { kind: "refused", reason: error instanceof Error ? error.message : describe(error) };
  }
}

function makeRecord(
  measured: Measured,
  explained: Explained | undefined,
  caller: Caller,
  settler: Settler,
  options: ResolvedOptions,
  subject: Subject,
  body: Body,
  time: TimePlan,
): LeakRecord {
  const { rounds, warmUpCalls, doubt } = measured;
  const explanation = explained?.kind === "explained" ? explained.explanation : undefined;
  const piledUp = explanation ? withoutTurnover(explanation, rounds.judges, caller.made) : [];
  const { leaks, ignored } = dividedByIgnore(piledUp, options.ignore);
  const verdict: Verdict = doubt
    ? { kind: "inconclusive", reason: doubt }
    : giveVerdict({
        judges: rounds.judges,
        roundsEnd: rounds.end,
        rounds: rounds.samples.length - 1,
        explanation,
        leaks,
        ignored,
      });
  return {
    version: 1,
    subject: { ...(body.name === "" ? {} : { body: body.name }), ...subject },
    verdict,
    judges: rounds.judges,
    samples: rounds.samples,
    warmUpCalls,
    roundsEnd: rounds.end,
    budget: options.budget,
    ...(rounds.sensitivityBytesPerCall === undefined
      ? {}
      : { sensitivityBytesPerCall: rounds.sensitivityBytesPerCall }),
    ...(explanation ? { explanation: { ...explanation, leaks } } : {}),
    ...(explained?.kind === "refused" ? { unexplained: explained.reason } : {}),
    cost: {
      rounds: Math.max(0, rounds.samples.length - 1),
      calls: caller.made,
      collections: settler.collections,
      collectionMs: settler.milliseconds,
      snapshots: explanation ? 1 : 0,
      milliseconds: now() - time.start,
    },
    runtime: describeRuntime(),
  };
}
