import { callsForSeldom, shareOfCalls } from "./calls-that-fill.ts";
import type { JudgeEvidence } from "./evidence.ts";
import { CONSTANT_RATIO, FINEST_BYTES_PER_CALL, type GrowthRates } from "./growth.ts";
import { ACCOUNTED, countedIn } from "./piled-up.ts";
import type { Judge } from "./probes/probe.ts";
import type { LeakRecord } from "./record.ts";
import { type Verdict, grownBy, inconclusive, isSingle, rateOf, unclearedJudges } from "./verdict.ts";

/**
 * Whether more rounds could change the verdict: a cache that fills looks like a leak until it is full, by so many calls, and what bytes alone
 * have shown may be a larger one. Of 56 caches of 1,000 to 19,900 entries of which no snapshot was taken, 24 were called leaking after 21,000 calls (Node 24).
 */
export function isOpen(verdict: Verdict, fullAfterCalls: number): boolean {
  if (verdict.kind !== "leaking") return verdict.kind === "inconclusive";
  return verdict.proof === "bytes" || verdict.calls < fullAfterCalls;
}

/**
 * The verdict once no more rounds fit. What few calls leave is withheld where too little of it has piled up: the cache of a rare path (a pool that is
 * replaced, what is logged now and then) holds some hundred entries, and one of 200 that every hundredth call fills was called leaking after 19,122
 * calls. Growth that reached its bound could go no further.
 */
export function closing({ verdict, explanation, roundsEnd }: Closed, { calls, explainedCalls }: CallsMade): Verdict {
  const leaks = explanation?.leaks ?? [];
  const tellingCalls = callsForSeldom(leaks, explainedCalls);
  if (verdict.kind !== "leaking" || verdict.proof !== "objects" || tellingCalls === undefined) return verdict;
  // What is made anew in every call, larger each time, is one however many calls made it, and weighs what it weighs outside the heap.
  const isOfMoreCalls = leaks.some(isSingle) || countedIn(leaks) < ACCOUNTED * verdict.bytesPerCall;
  if (calls >= tellingCalls || roundsEnd === "maxGrowth" || isOfMoreCalls) return verdict;
  return inconclusive({ kind: "seldom", share: shareOfCalls(leaks, explainedCalls), calls, tellingCalls });
}

interface CallsMade {
  /** In all. */
  readonly calls: number;
  /** By the snapshot. */
  readonly explainedCalls: number;
}

type Closed = Pick<LeakRecord, "verdict" | "explanation" | "roundsEnd">;

/** A verdict and the growth that it rests on. */
interface Judged {
  readonly verdict: Verdict;
  readonly judges: readonly JudgeEvidence[];
  readonly rates: ReadonlyMap<Judge, GrowthRates>;
}

// What the names of properties are kept in doubles as their number does: with a step growth is 128 B per call, and 32 B in the rounds between two,
// which the later ones may all be. Where there are only steps (numbers in a Map) they are what grows.
function withoutSteps({ judges, bytesPerCall }: Leaking, rates: ReadonlyMap<Judge, GrowthRates>): number {
  const inMostRounds = rateOf("usual", judges, rates);
  return inMostRounds < FINEST_BYTES_PER_CALL ? bytesPerCall : Math.min(bytesPerCall, inMostRounds);
}

type Leaking = Extract<Verdict, { kind: "leaking" }>;

// Memory outside the heap that is larger each time (a typed array that doubles when it is full) stands still for half of all calls: it looks
// undecided or slowing there until the next step. Nothing but bytes tells of it, as no object is born.
function mayStandBetweenSteps(later: Judged, { proof, judges }: Leaking): boolean {
  return (
    proof === "bytes" &&
    !judges.includes("heap") &&
    unclearedJudges(later.judges).some(({ judge, growth }) => growth.kind !== "growing" && judges.includes(judge))
  );
}

/**
 * The verdict once later rounds, of more calls, were made; undefined if the first one stands. Scatter tells nothing new, and refutes no leak;
 * growth that has all but stopped does, whatever is left of the objects that proved it.
 */
export function outweighing(later: Judged, first: Judged): Verdict | undefined {
  const { verdict } = first;
  if (verdict.kind === "leaking") return outweighingLeak(later, { ...first, verdict });
  if (later.verdict.kind !== "inconclusive") return later.verdict;
  const { kind } = later.verdict.reason;
  return kind === "scattered" || kind === "too few rounds" ? undefined : later.verdict;
}

function outweighingLeak(
  later: Judged,
  { verdict, rates }: Pick<Judged, "rates"> & { readonly verdict: Leaking },
): Verdict | undefined {
  const isBetweenSteps = mayStandBetweenSteps(later, verdict);
  if (later.verdict.kind === "clean" && !isBetweenSteps) return later.verdict;
  const doubt = isBetweenSteps || later.verdict.kind !== "inconclusive" ? undefined : later.verdict.reason.kind;
  if (doubt === "falling") return later.verdict;
  const grown = isBetweenSteps
    ? rateOf("overall", verdict.judges, later.rates)
    : grownBy(unclearedJudges(later.judges));
  const earlier = withoutSteps(verdict, rates);
  if (grown < CONSTANT_RATIO * earlier)
    return inconclusive({ kind: "slowing", earlierBytesPerCall: earlier, bytesPerCall: grown });
  return later.verdict.kind === "leaking" || doubt === "slowing" ? later.verdict : undefined;
}
