import type { CheckRun } from "./check-run.ts";
import { now } from "./collect/real-time.ts";
import { dividedByIgnore } from "./ignore.ts";
import type { Measured } from "./measure.ts";
import type { LeakRecord } from "./record.ts";
import { describeRuntime } from "./subject.ts";
import type { Explained } from "./trace/leak.ts";
import { type Verdict, giveVerdict, withoutTurnover } from "./verdict.ts";

/** How the explanation went, and what it took. */
export interface ExplainAttempt {
  readonly explained: Explained;
  /** Calls made when the snapshot was taken. */
  readonly calls: number;
  /** Whether it left something in the heap: code that was loaded for it. */
  readonly movedHeap: boolean;
  readonly milliseconds: number;
}

/** Gives the verdict on what was measured and explained, with all its evidence. */
export function makeRecord(
  { subject, options, time, settler, caller }: CheckRun,
  { rounds, warmUpCalls, doubt }: Measured,
  attempt: ExplainAttempt | undefined,
): LeakRecord {
  const explained = attempt?.explained;
  const explanation = explained?.kind === "explained" ? explained.explanation : undefined;
  const explainedCalls = attempt?.calls ?? caller.made;
  const piledUp = explanation ? withoutTurnover(explanation, rounds, explainedCalls) : [];
  const { leaks, ignored, unheeded } = dividedByIgnore(piledUp, options.ignore);
  const roundsMade = Math.max(0, rounds.samples.length - 1);
  const verdict: Verdict = doubt
    ? { kind: "inconclusive", reason: doubt }
    : giveVerdict({
        judges: rounds.judges,
        rounds: roundsMade,
        calls: caller.made,
        rates: rounds.rates,
        heapStandsStill: rounds.heapStandsStill,
        roundsEnd: rounds.end,
        isUnconfirmed: explained?.kind === "refused",
        explanation,
        explainedCalls,
        leaks,
        ignored,
      });
  return {
    version: 1,
    kind: "memory",
    subject,
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
    ...(unheeded.length === 0 ? {} : { unheeded }),
    ...(explained?.kind === "refused" && verdict.kind !== "clean" ? { unexplained: explained.reason } : {}),
    cost: {
      rounds: roundsMade,
      calls: caller.made,
      collections: settler.collections,
      collectionMs: settler.milliseconds,
      snapshots: explanation ? 1 : 0,
      explainMs: attempt?.milliseconds ?? 0,
      milliseconds: now() - time.start,
    },
    runtime: describeRuntime(),
  };
}
