import type { JudgeEvidence } from "./evidence.ts";
import { CONSTANT_RATIO, FINEST_BYTES_PER_CALL } from "./growth.ts";
import type { Judge } from "./probes/probe.ts";
import { type Verdict, grownBy, inconclusive, unclearedJudges } from "./verdict.ts";

/**
 * Whether more rounds could change the verdict: a cache that fills looks like a leak until it is full, by so many calls, and what bytes alone
 * have shown may be a larger one. Of 56 caches of 1,000 to 19,900 entries of which no snapshot was taken, 24 were called leaking after 21,000 calls (Node 24).
 */
export function isOpen(verdict: Verdict, fullAfterCalls: number): boolean {
  if (verdict.kind !== "leaking") return verdict.kind === "inconclusive";
  return verdict.proof === "bytes" || verdict.calls < fullAfterCalls;
}

/** A verdict and the growth that it rests on. */
interface Judged {
  readonly verdict: Verdict;
  readonly judges: readonly JudgeEvidence[];
}

/** What later rounds are compared with. */
interface FirstJudged extends Judged {
  /** Growth in most rounds, in bytes per call. */
  readonly usual: ReadonlyMap<Judge, number>;
}

// What the names of properties are kept in doubles as their number does: with a step growth is 128 B per call, and 32 B in the rounds between two,
// which the later ones may all be. Where there are only steps (numbers in a Map) they are what grows.
function withoutSteps({ judges, bytesPerCall }: Leaking, usual: ReadonlyMap<Judge, number>): number {
  const inMostRounds = judges.reduce((sum, judge) => sum + (usual.get(judge) ?? 0), 0);
  return inMostRounds < FINEST_BYTES_PER_CALL ? bytesPerCall : Math.min(bytesPerCall, inMostRounds);
}

type Leaking = Extract<Verdict, { kind: "leaking" }>;

/**
 * The verdict once later rounds, of more calls, were made; undefined if the first one stands. Scatter tells nothing new, and refutes no leak;
 * growth that has all but stopped does, whatever is left of the objects that proved it.
 */
export function outweighing(later: Judged, first: FirstJudged): Verdict | undefined {
  if (later.verdict.kind === "clean") return later.verdict;
  if (first.verdict.kind === "leaking") {
    const grown = grownBy(unclearedJudges(later.judges));
    const earlier = withoutSteps(first.verdict, first.usual);
    if (grown < CONSTANT_RATIO * earlier)
      return inconclusive({ kind: "slowing", earlierBytesPerCall: earlier, bytesPerCall: grown });
    return later.verdict.kind === "leaking" || later.verdict.reason.kind === "slowing" ? later.verdict : undefined;
  }
  if (later.verdict.kind === "leaking") return later.verdict;
  const { kind } = later.verdict.reason;
  return kind === "scattered" || kind === "too few rounds" ? undefined : later.verdict;
}
