import { Caller, NeverReturned } from "./calls.ts";
import { estimateExplainMs } from "./capture/snapshot-cost.ts";
import { type HeldCompilers, holdCompilers } from "./collect/hold-compilers.ts";
import { now } from "./collect/real-time.ts";
import { Settler } from "./collect/settle.ts";
import { passesControl } from "./control.ts";
import { type Body, type LeakOptions, type ResolvedOptions, describe, resolveOptions } from "./options.ts";
import type { Reading } from "./probes/probe.ts";
import { readMemory } from "./probes/read-memory.ts";
import { type LeakRecord, type Subject, describeRuntime } from "./record.ts";
import { type Rounds, type RoundsPlan, runRounds } from "./rounds.ts";
import { takeTurn } from "./take-turn.ts";
import { planMarkedCalls } from "./marked-calls.ts";
import { dividedByIgnore } from "./ignore.ts";
import type { Explained } from "./trace/leak.ts";
import { type Verdict, giveVerdict, unclearedJudges } from "./verdict.ts";

const DEFAULT_TIMEOUT_MS = 10_000;

const WARM_UP_SHARE = 0.1;
const WARM_UP_CALLS = 128;
const WARM_UP_SHARE_OF_GROWTH = 0.125;

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
  const hint = what === "a Promise" ? ": pass `() => load()` instead of `load()`, so that it can be called again and again" : "";
  throw new TypeError(`expected a function, received ${what}${hint}`);
}

async function runCheck(body: Body, options: ResolvedOptions, setting: CheckSetting): Promise<LeakRecord> {
  const start = now();
  const timeMs = planTime(options, setting);
  const settler = new Settler();
  const caller = new Caller(body, options.before.call, options.after.call, start + timeMs);
  const compilers = holdCompilers();
  try {
    const roundsMs = planRounds(timeMs, options);
    const measured = await measure(caller, settler, options, start, roundsMs, compilers.hold);
    const explained = await explainIfNeeded(measured, caller, settler, options, start + timeMs, compilers);
    return makeRecord(measured, explained, caller, settler, options, setting.subject ?? {}, body, start);
  } finally {
    caller.end();
    compilers.restore();
  }
}

// What is left of the test's time must also hold the runner's own work after the assertion.
const RUNNER_SHARE = 0.9;

function planTime(options: ResolvedOptions, setting: CheckSetting): number {
  const wished = options.timeoutMs ?? (setting.timeLeftMs === undefined ? DEFAULT_TIMEOUT_MS : Infinity);
  return Math.min(wished, (setting.timeLeftMs ?? Infinity) * RUNNER_SHARE);
}

// A snapshot costs more than all rounds. Where it would take most of the time, the rounds get it instead, and bytes decide alone.
const LARGEST_EXPLAIN_SHARE = 0.6;
const ROUNDS_SHARE_ALONE = 0.9;
// The heap grows during the rounds, and the marked calls take time as well.
const EXPLAIN_RESERVE = 1.3;

function planRounds(timeMs: number, options: ResolvedOptions): number {
  const explainMs = EXPLAIN_RESERVE * estimateExplainMs(readMemory().heap, Number.parseInt(process.versions.node, 10));
  const isAffordable = options.explain && explainMs <= LARGEST_EXPLAIN_SHARE * timeMs;
  return isAffordable ? timeMs - explainMs : ROUNDS_SHARE_ALONE * timeMs;
}

interface Measured {
  readonly rounds: Rounds;
  readonly warmUpCalls: number;
  readonly callMs: number;
  readonly doubt: Extract<Verdict, { kind: "inconclusive" }>["reason"] | undefined;
}

async function measure(
  caller: Caller,
  settler: Settler,
  options: ResolvedOptions,
  start: number,
  roundsMs: number,
  hold: () => void,
): Promise<Measured> {
  const beforeRound = async (): Promise<void> => {
    hold();
    await options.before.round?.();
  };
  const afterRound = async (): Promise<void> => {
    await options.after.round?.();
  };
  const unsettled = readMemory();
  try {
    await beforeRound();
    const callMs = await warmUp(caller, unsettled, options, start + roundsMs * WARM_UP_SHARE);
    await afterRound();
    const warmUpCalls = caller.made;
    const isSighted = await passesControl(settler);
    const plan: RoundsPlan = {
      calls: options.calls,
      rounds: options.rounds,
      deadline: start + roundsMs,
      maxGrowthBytes: options.maxGrowthBytes,
      allowedBytesPerCall: allowedBytesPerCall(options),
      callMs,
      unsettled,
      beforeRound,
      afterRound,
    };
    const rounds = await runRounds(caller, settler, plan);
    return { rounds, warmUpCalls, callMs, doubt: isSighted ? undefined : { kind: "blind" } };
  } catch (error) {
    if (!(error instanceof NeverReturned)) throw error;
    const doubt = { kind: "never returned", call: caller.made, milliseconds: now() - start } as const;
    return { rounds: { samples: [], judges: [], end: "never returned", sensitivityBytesPerCall: undefined }, warmUpCalls: caller.made, callMs: Infinity, doubt };
  }
}

async function warmUp(caller: Caller, unsettled: Reading, options: ResolvedOptions, deadline: number): Promise<number> {
  if (options.warmUp !== undefined) {
    const milliseconds = await caller.run(options.warmUp, Infinity);
    return milliseconds / Math.max(1, options.warmUp);
  }
  let callMs = 0;
  for (let calls = 1; caller.made < WARM_UP_CALLS; calls *= 2) {
    const before = caller.made;
    const milliseconds = await caller.run(Math.min(calls, WARM_UP_CALLS - before), deadline);
    callMs = milliseconds / Math.max(1, caller.made - before);
    if (now() >= deadline || bytesOf(readMemory()) - bytesOf(unsettled) > WARM_UP_SHARE_OF_GROWTH * options.maxGrowthBytes) break;
  }
  return callMs;
}

function bytesOf(reading: Reading): number {
  return reading.heap + reading.external + reading.arrayBuffers;
}

function allowedBytesPerCall({ budget, calls = 1, rounds = 1 }: ResolvedOptions): number {
  return budget.kind === "perCall" ? budget.bytes : budget.bytes / (calls * rounds);
}

async function explainIfNeeded(
  measured: Measured,
  caller: Caller,
  settler: Settler,
  options: ResolvedOptions,
  deadline: number,
  compilers: HeldCompilers,
): Promise<Explained | undefined> {
  if (!options.explain || measured.doubt || unclearedJudges(measured.rounds.judges).length === 0) return undefined;
  // Loaded only now: a clean suite never pays for it.
  const { explainLeak } = await import("./trace/explain.ts");
  const timeLeftMs = deadline - now();
  return explainLeak({
    calls: planMarkedCalls(measured.rounds, { callMs: measured.callMs, timeLeftMs, maxGrowthBytes: options.maxGrowthBytes }),
    runCalls: async (calls) => {
      compilers.hold();
      await options.before.round?.();
      await caller.run(calls, Infinity);
      await options.after.round?.();
    },
    settle: async () => {
      await settler.settle();
      // The marked calls are made; reading the snapshot is work for compiled code, three times slower without.
      compilers.restore();
    },
    timeLeftMs,
  });
}

function makeRecord(
  measured: Measured,
  explained: Explained | undefined,
  caller: Caller,
  settler: Settler,
  options: ResolvedOptions,
  subject: Subject,
  body: Body,
  start: number,
): LeakRecord {
  const { rounds, warmUpCalls, doubt } = measured;
  const explanation = explained?.kind === "explained" ? explained.explanation : undefined;
  const { leaks, ignored } = dividedByIgnore(explanation?.leaks ?? [], options.ignore);
  const verdict: Verdict = doubt
    ? { kind: "inconclusive", reason: doubt }
    : giveVerdict({
        judges: rounds.judges,
        roundsEnd: rounds.end,
        rounds: rounds.samples.length - 1,
        allowedBytesPerCall: allowedBytesPerCall(options),
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
    ...(rounds.sensitivityBytesPerCall === undefined ? {} : { sensitivityBytesPerCall: rounds.sensitivityBytesPerCall }),
    ...(explanation ? { explanation: { ...explanation, leaks } } : {}),
    ...(explained?.kind === "refused" ? { unexplained: explained.reason } : {}),
    cost: {
      rounds: Math.max(0, rounds.samples.length - 1),
      calls: caller.made,
      collections: settler.collections,
      collectionMs: settler.milliseconds,
      snapshots: explanation ? 1 : 0,
      milliseconds: now() - start,
    },
    runtime: describeRuntime(),
  };
}
