import { Caller, NeverReturned } from "./calls.ts";
import { type HeldCompilers, holdCompilers } from "./collect/hold-compilers.ts";
import { now } from "./collect/real-time.ts";
import { Settler } from "./collect/settle.ts";
import { isError } from "./is-error.ts";
import { type CheckRun, makeRecord } from "./make-record.ts";
import { planMarkedCalls } from "./marked-calls.ts";
import { type Measured, measure, measureOn } from "./measure.ts";
import { type Body, type LeakOptions, type ResolvedOptions, describe, resolveOptions } from "./options.ts";
import { readMemory } from "./probes/read-memory.ts";
import type { LeakRecord, Subject } from "./record.ts";
import { takeTurn } from "./take-turn.ts";
import { TimePlan } from "./time-plan.ts";
import type { Explained } from "./trace/leak.ts";
import { unclearedJudges } from "./verdict.ts";

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
  const time = new TimePlan(options.timeoutMs, setting.timeLeftMs, options.explain !== false);
  const settler = new Settler();
  const caller = new Caller(body, options.before.call, options.after.call, time.end);
  const subject = { ...(body.name === "" ? {} : { body: body.name }), ...setting.subject };
  const run: CheckRun = { subject, options, time, settler, caller };
  const compilers = holdCompilers();
  try {
    const measured = await measure(caller, settler, options, time, compilers.hold);
    compilers.restore();
    const start = now();
    const explained = await explainIfNeeded(run, measured, compilers);
    const attempt = explained && { explained, calls: caller.made, milliseconds: now() - start };
    const record = makeRecord(run, measured, attempt);
    if (attempt === undefined || record.verdict.kind !== "inconclusive") return record;
    // More rounds may tell what the first ones and the snapshot did not.
    const more = await measureOn(measured, run);
    return more === undefined ? record : makeRecord(run, more, attempt);
  } finally {
    caller.end();
    compilers.restore();
  }
}

async function explainIfNeeded(
  { subject, options, time, settler, caller }: CheckRun,
  measured: Measured,
  compilers: HeldCompilers,
): Promise<Explained | undefined> {
  const { explain, keepSnapshot: folder } = options;
  const { rounds, plan, doubt } = measured;
  if (explain === false || doubt || !plan || unclearedJudges(rounds.judges).length === 0) return undefined;
  const shortage = time.shortage(readMemory().heap, settler);
  if (shortage !== undefined) return { kind: "refused", reason: shortage };
  // Loaded only now: a clean suite never pays for it.
  const { explainLeak } = await import("./trace/explain.ts");
  const timeLeftMs = time.left();
  let bodyFailure: unknown;
  try {
    return await explainLeak({
      calls: planMarkedCalls(rounds, {
        callMs: plan.callMs,
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
      samplesAllocations: explain === "full",
      growth: {
        bytesPerCall: unclearedJudges(rounds.judges).reduce((sum, { growth }) => sum + growth.bytesPerCall, 0),
        calls: caller.made,
      },
      keepSnapshot: folder === undefined ? undefined : { folder, subject: subject.test ?? subject.body ?? "body" },
    });
  } catch (error) {
    if (bodyFailure !== undefined && !(bodyFailure instanceof NeverReturned)) throw error;
    // The bytes have spoken already: a full disk or a call that takes too long costs the explanation, not the verdict.
    return { kind: "refused", reason: isError(error) ? error.message : describe(error) };
  }
}
