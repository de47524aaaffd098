import { NeverReturned } from "./calls.ts";
import { PATIENCE } from "./capture/snapshot-cost.ts";
import type { CheckRun } from "./check-run.ts";
import type { HeldCode } from "./collect/hold-code.ts";
import { now } from "./collect/real-time.ts";
import { describe } from "./describe.ts";
import type { JudgeEvidence } from "./evidence.ts";
import { isError } from "./is-error.ts";
import type { ExplainAttempt } from "./make-record.ts";
import { planMarkedCalls } from "./marked-calls.ts";
import type { Measured } from "./measure.ts";
import type { Reading } from "./probes/probe.ts";
import { readMemory } from "./probes/read-memory.ts";
import { callsUntilBytesTell, grownBy, unclearedJudges } from "./verdict.ts";

/** Takes a snapshot of what the rounds did not clear, if one is wanted, and explains it; undefined if there is nothing to explain. */
export async function attemptExplanation(
  run: CheckRun,
  measured: Measured,
  code: HeldCode,
): Promise<ExplainAttempt | undefined> {
  const { subject, options, time, settler, caller } = run;
  const { explain, keepSnapshot: folder } = options;
  const { rounds, plan, doubt } = measured;
  const uncleared = unclearedJudges(rounds.judges);
  if (explain === false || doubt || !plan || uncleared.length === 0) return undefined;
  const start = now();
  let calls = caller.made;
  let movedHeap = false;
  const refuse = (reason: string): ExplainAttempt => ({
    explained: { kind: "refused", reason },
    calls,
    movedHeap,
    milliseconds: now() - start,
  });
  const patience = patienceWith(uncleared, caller.callMs, time.left());
  const shortage = time.shortage(readMemory().heap, settler, patience);
  if (shortage !== undefined) return refuse(shortage);

  // Loaded only now: a clean suite never pays for it.
  movedHeap = true;
  // The snapshot does it by itself, and each session of the inspector that ends has V8 number all objects anew.
  const { emptiesCodeCache } = settler;
  settler.emptiesCodeCache = false;
  // On Node 20 a turn of the event loop costs a walk over the heap while it is tracked.
  caller.takeWorkForKnown();
  const { explainLeak } = await import("./trace/explain.ts");
  const timeLeftMs = time.left();
  let bodyFailure: unknown;
  try {
    const explained = await explainLeak({
      calls: planMarkedCalls(rounds, {
        callMs: caller.callMs,
        callsMade: caller.made,
        timeLeftMs,
        maxGrowthBytes: options.maxGrowthBytes,
        heapRoomBytes: time.heapRoomLeft(readMemory().heap, settler),
      }),
      runCalls: async (count) => {
        // Held for the calls alone: reading the snapshot is work for compiled code, three times slower without.
        code.hold();
        try {
          await options.before.round?.();
          await caller.run(count, Infinity);
          await options.after.round?.();
        } catch (error) {
          bodyFailure = error;
          throw error;
        } finally {
          code.restore();
        }
      },
      settle: async () => {
        // The snapshot follows; what is alive in it stems from the calls made by now.
        calls = caller.made;
        await settler.settle(createCalm());
      },
      timeLeftMs,
      patience,
      collectionMs: settler.collectionMs,
      samplesAllocations: explain === "full",
      growth: { bytesPerCall: grownBy(uncleared), calls },
      keepSnapshot: folder === undefined ? undefined : { folder, subject: subject.test ?? subject.body ?? "body" },
    });
    return { explained, calls, movedHeap, milliseconds: now() - start };
  } catch (error) {
    if (bodyFailure !== undefined && !(bodyFailure instanceof NeverReturned)) throw error;
    // The bytes have spoken already: a full disk or a call that takes too long costs the explanation, not the verdict.
    return refuse(error instanceof NeverReturned ? TIME_IS_OVER : isError(error) ? error.message : describe(error));
  } finally {
    settler.emptiesCodeCache = emptiesCodeCache;
  }
}

// A snapshot that is given up costs the rounds their time: those that could tell by themselves, or clear what has not grown evenly so far.
function patienceWith(uncleared: readonly JudgeEvidence[], callMs: number, timeLeftMs: number): number {
  if (uncleared.every(({ growth }) => growth.kind !== "growing")) return 1;
  const callsToTell = callsUntilBytesTell(uncleared);
  const mayBytesTell = callsToTell > 0 && callsToTell * callMs < timeLeftMs;
  return mayBytesTell ? 1 : PATIENCE;
}

const TIME_IS_OVER =
  "the time was over before the calls for the snapshot were, which tracking slows down: give the test a longer timeout";

const CALM_BYTES = 16_384;

// The inspector reports on the heap all the time until the snapshot, which moves readings by a few objects and would have one wait in vain
// for two that are the same: it is enough that nothing large is on its way out any more.
function createCalm(): (reading: Reading) => boolean {
  let previous: Reading | undefined;
  return (reading) => {
    const moved =
      previous === undefined
        ? Infinity
        : Math.abs(reading.heap - previous.heap) + Math.abs(reading.external - previous.external);
    previous = reading;
    return moved < CALM_BYTES;
  };
}
