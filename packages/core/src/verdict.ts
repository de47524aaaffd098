import { CALLS_THAT_FILL } from "./calls-that-fill.ts";
import type { JudgeEvidence, RoundsEnd } from "./evidence.ts";
import { CONSTANT_RATIO, FINEST_BYTES_PER_CALL, type GrowthRates } from "./growth.ts";
import { ACCOUNTED, countedIn, mayBeFull, PILED_UP, piledUpOver, turnedOverIn } from "./piled-up.ts";
import type { Judge } from "./probes/probe.ts";
import type { Explanation, Leak } from "./trace/leak.ts";

/** A leak that an ignore entry matched. */
export interface IgnoredLeak {
  readonly className: string;
  readonly perCall: number;
  readonly reason: string;
  /** What the entry matches, as a text, or a pattern between slashes: tells which of a project's entries it is. */
  readonly entry: string;
}

/** What a check found, with what the words rest on. */
export type Verdict =
  | {
      readonly kind: "clean";
      /** `flat`: nothing was added. `no objects`: it grew, but nothing born in the calls stayed. `not the body`: the runner or the runtime holds it. `ignored`: known leaks only. */
      readonly because: "flat" | "no objects" | "not the body" | "ignored";
      readonly ignored: readonly IgnoredLeak[];
    }
  | {
      readonly kind: "leaking";
      /** The judges that saw it grow. */
      readonly judges: readonly Judge[];
      readonly bytesPerCall: number;
      /** Calls over which it grew. */
      readonly calls: number;
      /** `objects`: counted in a snapshot. `bytes`: growth alone. `operations`: still open or pending after one call. */
      readonly proof: "objects" | "bytes" | "operations";
      readonly ignored: readonly IgnoredLeak[];
    }
  | { readonly kind: "inconclusive"; readonly reason: Doubt };

/** Why a verdict is withheld. */
export type Doubt =
  /** It grew, by less and less: a cache that fills, or a leak behind a costly start. */
  | { readonly kind: "slowing"; readonly earlierBytesPerCall: number; readonly bytesPerCall: number }
  /** It fell to the end of the check: memory from before was let go meanwhile, which may hide a leak. Bytes per call, below 0. */
  | { readonly kind: "falling"; readonly bytesPerCall: number }
  /** Too few rounds fitted into the time. */
  | { readonly kind: "too few rounds"; readonly rounds: number }
  /** Readings scatter too much. */
  | { readonly kind: "scattered" }
  /** It grew evenly, but there was no time for the snapshot that confirms it. */
  | { readonly kind: "unconfirmed"; readonly bytesPerCall: number; readonly calls: number }
  /** The heap grew, but no object found accounts for it. */
  | { readonly kind: "unaccounted"; readonly bytesPerCall: number }
  /** Few calls left something, and too little of it by the end to tell a leak from a small cache that fills. */
  | {
      readonly kind: "seldom";
      /** Share of the calls that left something, 0 to 1. */
      readonly share: number;
      /** Calls made. */
      readonly calls: number;
      /** Calls by which it could be told. */
      readonly tellingCalls: number;
    }
  /** A call did not return in time. */
  | { readonly kind: "never returned"; readonly call: number; readonly milliseconds: number }
  /** A leak planted to test the measurement was not seen in this process. */
  | { readonly kind: "blind" };

/** What the rounds and, where it was needed, the snapshot gave. */
export interface Evidence {
  readonly judges: readonly JudgeEvidence[];
  readonly rounds: number;
  /** Calls made in all, warm-up included. */
  readonly calls: number;
  readonly rates: ReadonlyMap<Judge, GrowthRates>;
  /** Whether the heap, if it grew, stands still by now: the last quarter of the calls added nothing. */
  readonly heapStandsStill: boolean;
  readonly roundsEnd: RoundsEnd;
  readonly explanation: Explanation | undefined;
  /** Calls made when the snapshot was taken, if there is an explanation. */
  readonly explainedCalls: number;
  /** Whether a snapshot was wanted and could not be had. */
  readonly isUnconfirmed: boolean;
  readonly ignored: readonly IgnoredLeak[];
  /** Leaks of the explanation that no ignore entry matched and that are no turnover. */
  readonly leaks: readonly Leak[];
}

/** The judges that did not clear the body. */
export function unclearedJudges(judges: readonly JudgeEvidence[]): JudgeEvidence[] {
  return judges.filter(({ growth }) => growth.kind !== "flat");
}

/**
 * Gives the verdict: bytes clear, objects convict.
 *
 * Flat bytes clear a body without a snapshot. Growth is a leak when a snapshot counts objects born in the marked calls and still
 * retained that account for it, or, without a snapshot, when it was constant over every window of calls.
 */
export function giveVerdict(evidence: Evidence): Verdict {
  const { judges, explanation, ignored, leaks } = evidence;
  const uncleared = unclearedJudges(judges);
  if (uncleared.length === 0) return { kind: "clean", because: "flat", ignored };
  if (!explanation) return verdictFromBytes(evidence, uncleared);
  return leaks.length > 0 ? verdictOnLeaks(evidence, uncleared) : verdictWithoutLeaks(evidence, uncleared, explanation);
}

function verdictFromBytes(evidence: Evidence, uncleared: readonly JudgeEvidence[]): Verdict {
  const growing = uncleared.filter(({ growth }) => growth.kind === "growing");
  if (growing.length > 0) {
    if (isCertain(evidence, growing)) return leaking(evidence, growing, "bytes");
    return inconclusive({ kind: "unconfirmed", bytesPerCall: grownBy(growing), calls: callsOf(growing) });
  }
  const grown = grownBy(uncleared);
  if (isFall(grown) && evidence.rounds >= FEWEST_TELLING_ROUNDS)
    return inconclusive({ kind: "falling", bytesPerCall: grown });
  const slowing = uncleared.map(({ growth }) => growth).find((growth) => growth.kind === "slowing");
  if (slowing) {
    const { earlierBytesPerCall, bytesPerCall } = slowing;
    return inconclusive({ kind: "slowing", earlierBytesPerCall, bytesPerCall });
  }
  return inconclusive(
    evidence.rounds < FEWEST_TELLING_ROUNDS
      ? { kind: "too few rounds", rounds: evidence.rounds }
      : { kind: "scattered" },
  );
}

const FEWEST_TELLING_ROUNDS = 4;

const isFall = (bytesPerCall: number): boolean => bytesPerCall < -FINEST_BYTES_PER_CALL;

/** Calls over which this growth has still to go on before it convicts by itself, without the snapshot that was wanted; Infinity if it never does. */
export function callsUntilBytesTell(uncleared: readonly JudgeEvidence[]): number {
  const growing = uncleared.filter(({ growth }) => growth.kind === "growing");
  return grownBy(growing) < ENGINE_TABLES_BYTES_PER_CALL ? Infinity : Math.max(0, CALLS_FOR_BYTES - callsOf(growing));
}

// Without a snapshot the bytes alone must rule out the start of a large library and what the engine keeps, and where one was wanted also what
// fills and what the runner keeps: by so many calls, or by so many bytes that the bound for growth was reached. A cache of 12,000 entries looks
// even over the last half of 20,000 calls, and has stopped over the last eighth.
function isCertain(evidence: Evidence, growing: readonly JudgeEvidence[]): boolean {
  const { roundsEnd, isUnconfirmed } = evidence;
  const calls = callsOf(growing);
  const isLong = calls >= (isUnconfirmed ? CALLS_FOR_BYTES : FEW_CALLS);
  const grown = grownBy(growing);
  const stillGrows = rateOf("eighth", namesOf(growing), evidence.rates) >= CONSTANT_RATIO * grown;
  return (isLong || roundsEnd === "maxGrowth") && grown >= ENGINE_TABLES_BYTES_PER_CALL && stillGrows;
}

/** Growth of these judges over one span of the rounds, in bytes per call, all together. */
export function rateOf(
  span: keyof GrowthRates,
  judges: readonly Judge[],
  rates: ReadonlyMap<Judge, GrowthRates>,
): number {
  return judges.reduce((sum, judge) => sum + (rates.get(judge)?.[span] ?? 0), 0);
}

const namesOf = (judges: readonly JudgeEvidence[]): Judge[] => judges.map(({ judge }) => judge);

// A cache of 8,000 entries, and a property of the global object that is set and deleted under Jest, still looked like leaks after 10,400
// and 11,900 calls.
const CALLS_FOR_BYTES = 2 * CALLS_THAT_FILL;

function verdictOnLeaks(evidence: Evidence, uncleared: readonly JudgeEvidence[]): Verdict {
  const growing = uncleared.filter(({ growth }) => growth.kind === "growing");
  // What a leaked socket drags along need not be dominated by it.
  const foundBytes = Math.max(countedIn(evidence.leaks), evidence.explanation?.bytesPerCall ?? 0);
  const isExplained = foundBytes >= EXPLAINED * heapGrownBy(uncleared);
  if (growing.length > 0) {
    const [earlierBytesPerCall, bytesPerCall] = [grownBy(growing), rateOf("round", namesOf(growing), evidence.rates)];
    if (mayBeFull(evidence.explainedCalls, evidence.leaks) && bytesPerCall < CONSTANT_RATIO * earlierBytesPerCall)
      return inconclusive({ kind: "slowing", earlierBytesPerCall, bytesPerCall });
    return isExplained || callsOf(growing) >= FEW_CALLS
      ? leaking(evidence, growing, "objects")
      : inconclusive({ kind: "unaccounted", bytesPerCall: grownBy(growing) });
  }
  if (!accountsFor(evidence.leaks, uncleared)) {
    // What they are held in may have been made anew, larger, in these very calls, and weigh more than they do.
    // A table that doubles stands still for half of the calls: those of all rounds count where the last ones added nothing.
    const grown = Math.max(grownBy(uncleared), rateOf("overall", ["heap"], evidence.rates));
    const isAsMuch = grown >= Math.max(...evidence.leaks.map(leastBytesPerCall));
    // All of them were there by the snapshot, and the bytes may not tell yet.
    const isEarly = evidence.calls < 2 * evidence.explainedCalls;
    // Nor do they while other memory is let go faster than these could pile up.
    if (isAsMuch || isEarly || isFall(grownBy(uncleared))) return verdictFromBytes(evidence, uncleared);
    // Each of these objects replaced another if the bytes did not grow with them.
    return { kind: "clean", because: "no objects", ignored: evidence.ignored };
  }
  // One or two rounds may be the start of a bounded buffer (250 entries of the performance timeline, say). After three, what was
  // born in all calls is still there and accounts for the bytes.
  return evidence.rounds >= ROUNDS_FOR_OBJECTS && isExplained
    ? leaking(evidence, uncleared.filter(hasGrown), "objects")
    : verdictFromBytes(evidence, uncleared);
}

// Over few calls the start of a large library (code that is compiled at its first use, some kilobytes at a time) looks even: by 157 kB over
// the first 700 requests to a server (fetch, Node 24). What leaks makes up the growth, but for the slack of tables that double.
const EXPLAINED = 1 / 3;
const FEW_CALLS = 1000;

// An object without properties: its shape and two stores, 8 B each.
const SMALL_OBJECT_BYTES = 24;

// What piled up in each call has added so much, if it did. A place in a list weighs 8 B only, where the same value or a number stands in it.
const leastBytesPerCall = ({ perCall, retainedBytesPerCall }: Leak): number =>
  Math.min(SMALL_OBJECT_BYTES * perCall, ACCOUNTED * retainedBytesPerCall);

// In the few rounds after a snapshot, a judge that saw nothing at all is not sure of it yet.
const hasGrown = ({ growth }: JudgeEvidence): boolean => growth.bytesPerCall > 0;

/** Rounds after which objects convict although the bytes are not sure. */
export const ROUNDS_FOR_OBJECTS = 3;

// V8's own tables grow evenly under a body that compiles code in every call: by up to 19 B per call (templates, Node 20 to 24). A body that
// runs much code between many collections has V8 cache what it compiled anew: by 15 B per call over 1,800 calls (our own check, Node 24).
// Whatever grows by more is the program's.
const ENGINE_TABLES_BYTES_PER_CALL = 24;

/**
 * Leaves out the turnover: what is born in every call but does not pile up, since another of its kind goes each time.
 *
 * @param callsMade - calls made when the snapshot was taken
 */
export function withoutTurnover(
  explanation: Explanation,
  { judges, heapStandsStill }: Pick<Evidence, "judges" | "heapStandsStill">,
  callsMade: number,
): readonly Leak[] {
  const growing = judges.filter(({ growth }) => growth.kind === "growing");
  // A text or a list that is made anew in every call, larger each time: there is only one, and it holds all that was gained.
  const gainedBytes = grownBy(growing) * callsMade;
  const whole = explanation.leaks.filter(
    (leak) => isSingle(leak) && gainedBytes > 0 && bytesOf(leak, explanation) >= ACCOUNTED * gainedBytes,
  );
  const leaks = explanation.leaks.filter((leak) => !isSingle(leak));
  const piledUp = piledUpOver(callsMade, leaks);
  if (piledUp.length + whole.length > 0) return [...piledUp, ...whole];
  // What is held in a way that can't be counted is judged by its bytes, where those grow evenly and by more than engine and runner make them: a Map of
  // ten sessions weighed what the heap of a Jest worker happened to grow by.
  const turnedOver = new Set(turnedOverIn(callsMade, leaks));
  const goingOn = stillGrowing(judges, heapStandsStill);
  const grown = grownBy(goingOn);
  if (goingOn.length === 0 || grown - runnersBytes(explanation) < ENGINE_TABLES_BYTES_PER_CALL) return [];
  // Three lists of 41 calls that weigh a tenth of the growth have nothing to do with it.
  const mayMakeUp = ({ perCall, retainedBytesPerCall }: Leak): boolean =>
    perCall >= OFTEN || retainedBytesPerCall >= EXPLAINED * grown;
  return leaks.filter((leak) => !turnedOver.has(leak) && mayMakeUp(leak));
}

function stillGrowing(judges: readonly JudgeEvidence[], heapStandsStill: boolean): JudgeEvidence[] {
  return judges.filter(({ judge, growth }) => growth.kind === "growing" && !(judge === "heap" && heapStandsStill));
}

// What every call leaves may drag along more than it dominates.
const OFTEN = 0.5;

/** One or two that are left of all the calls took the place of those of earlier calls. */
export const isSingle = ({ count, perCall }: Leak): boolean => count <= 2 && perCall < 0.9;

const bytesOf = ({ retainedBytesPerCall }: Leak, { calls }: Explanation): number => retainedBytesPerCall * calls;

// What is made anew in every call, and weighs about as much as was gained in all: it may be larger each time, though the bytes scatter.
function isWeightOfOne(explanation: Explanation, gainedBytes: number): boolean {
  return explanation.leaks.some((leak) => {
    const bytes = bytesOf(leak, explanation);
    return isSingle(leak) && bytes >= ACCOUNTED * gainedBytes && gainedBytes >= ACCOUNTED * bytes;
  });
}

function accountsFor(leaks: readonly Leak[], uncleared: readonly JudgeEvidence[]): boolean {
  return grownBy(uncleared) >= ACCOUNTED * countedIn(leaks);
}

function heapGrownBy(judges: readonly JudgeEvidence[]): number {
  return grownBy(judges.filter(({ judge }) => judge === "heap"));
}

/** Growth per call in bytes, all these judges together. */
export function grownBy(judges: readonly JudgeEvidence[]): number {
  return judges.reduce((sum, { growth }) => sum + growth.bytesPerCall, 0);
}

// What tracking and sampling themselves leave in a snapshot (3.3 kB on Node 20 to 26).
const INSTRUMENT_BYTES = 4000;

// The engine's tables grow in steps, between which thousands of calls add nothing: a step counts as that of a hundred calls, however many
// were marked.
const CALLS_OF_A_STEP = 100;

// What bodies that retain nothing grew by in all, where no object was left of their calls: up to 33 kB (requests to a server; 3,600 verdicts
// on Node 20 to 26). Leaks that no snapshot showed, since they are numbers in a Map or so few calls fitted into the time, came to 57, 59 and 965 kB.
// Half way between, geometrically, is 43 kB.
const UNTOLD_BYTES = 43_000;

function verdictWithoutLeaks(
  evidence: Evidence,
  uncleared: readonly JudgeEvidence[],
  explanation: Explanation,
): Verdict {
  const { ignored } = evidence;
  if (ignored.length > 0) return { kind: "clean", because: "ignored", ignored };
  // What the calls add goes on. Code that V8 prepares piece by piece ends: in 800 calls of a body that takes 20 ms it had added 20 kB, and
  // nothing in the last quarter of them (an iframe under jsdom, in Jest with both cores busy).
  const growing = stillGrowing(uncleared, evidence.heapStandsStill && explanation.isSearched);
  if (growing.length === 0) {
    // A bounded cache that is full goes on bearing objects and grows no more. What grows by as much as its objects may be another thing.
    const latest = grownBy(uncleared.filter(({ growth }) => growth.kind !== "growing"));
    const mayPileUp = explanation.leaks.length > 0 && accountsFor(explanation.leaks, uncleared);
    const isOneThatGrows = isWeightOfOne(explanation, latest * evidence.explainedCalls);
    if (latest >= FINEST_BYTES_PER_CALL && (mayPileUp || isOneThatGrows)) return verdictFromBytes(evidence, uncleared);
    // So much must have left something where the marked calls happened to leave nothing.
    const grown = untoldGrowth(evidence, uncleared, explanation);
    return grown * evidence.calls >= UNTOLD_BYTES
      ? inconclusive({ kind: "unaccounted", bytesPerCall: grown })
      : { kind: "clean", because: "no objects", ignored };
  }
  const grown = grownBy(growing);
  if (runnersBytes(explanation) >= ACCOUNTED * grown) return { kind: "clean", because: "not the body", ignored };
  // Memory outside the heap needs no object to leak.
  const outside = growing.filter(({ judge }) => judge !== "heap");
  if (outside.length > 0) return leaking(evidence, outside, "bytes");
  if (isTurnover(explanation, evidence.explainedCalls, grown)) return { kind: "clean", because: "no objects", ignored };
  const internalBytes = explanation.internalBytesPerCall * explanation.calls - INSTRUMENT_BYTES;
  const internal = Math.max(0, internalBytes) / Math.min(explanation.calls, CALLS_OF_A_STEP);
  // A few objects that stayed may be what grows, rather than the tables: of an object at every 20th call four were left of a hundred calls.
  const isNothingElse = explanation.isSearched && explanation.bytesPerCall < ACCOUNTED * grown;
  if (isNothingElse && grown < ENGINE_TABLES_BYTES_PER_CALL && internal >= ACCOUNTED * grown)
    return { kind: "clean", because: "not the body", ignored };
  return inconclusive({ kind: "unaccounted", bytesPerCall: grown });
}

// Growth over all calls, in bytes per call, which nothing that these left behind can have to do with. The latest of what is replaced says nothing of
// memory outside the heap, and in the heap no more than it weighs; what takes turns does.
function untoldGrowth(evidence: Evidence, uncleared: readonly JudgeEvidence[], explanation: Explanation): number {
  const { rates, calls } = evidence;
  const { leaks } = explanation;
  if (!leaks.every(isSingle)) return 0;
  const outside = rateOf(
    "stepped",
    namesOf(uncleared).filter((judge) => judge !== "heap"),
    rates,
  );
  const weight = leaks.reduce((sum, leak) => sum + bytesOf(leak, explanation), 0);
  const stepped = outside + Math.max(0, rateOf("stepped", ["heap"], rates) - weight / calls);
  return leaks.length > 0 ? stepped : Math.max(grownBy(uncleared), stepped);
}

// A bounded cache whose entries are larger than those that they replace: what was left of the marked calls takes turns, nothing else was
// left that could make up the growth, and the growth is less than what was left, since something went for it.
function isTurnover(explanation: Explanation, calls: number, grown: number): boolean {
  const { leaks, bytesPerCall, isSearched } = explanation;
  const turnedOver = countedIn(turnedOverIn(calls, leaks));
  return isSearched && PILED_UP * turnedOver >= grown && bytesPerCall - turnedOver < ACCOUNTED * grown;
}

function runnersBytes({ runnerHeld, runnerBytesPerCall }: Explanation): number {
  return Math.max(countedIn(runnerHeld), runnerHeld.length > 0 ? runnerBytesPerCall : 0);
}

function leaking(evidence: Evidence, judges: readonly JudgeEvidence[], proof: "objects" | "bytes"): Verdict {
  return {
    kind: "leaking",
    judges: namesOf(judges),
    bytesPerCall: grownBy(judges),
    calls: callsOf(judges),
    proof,
    ignored: evidence.ignored,
  };
}

function callsOf(judges: readonly JudgeEvidence[]): number {
  return Math.max(0, ...judges.map(({ growth }) => ("calls" in growth ? growth.calls : 0)));
}

/** Withholds the verdict. */
export function inconclusive(reason: Doubt): Verdict {
  return { kind: "inconclusive", reason };
}
