import { CALLS_THAT_FILL } from "./calls-that-fill.ts";
import type { Caller } from "./calls.ts";
import { now } from "./collect/real-time.ts";
import type { Settler } from "./collect/settle.ts";
import { ditheredLength } from "./dithered-length.ts";
import type { JudgeEvidence, RoundsEnd } from "./evidence.ts";
import {
  CONSTANT_RATIO,
  type Growth,
  type GrowthRates,
  type GrowthRule,
  type Point,
  assessFlatness,
  assessGrowth,
  ratesOf,
  sensitivityOf,
  standsStill,
} from "./growth.ts";
import { heapProbe } from "./probes/heap.ts";
import { memoryProbes } from "./probes/index.ts";
import type { Judge, Probe } from "./probes/probe.ts";
import { totalBytes } from "./probes/read-memory.ts";
import {
  FEWEST_FLAT_CALLS,
  ROUNDS_PER_PLAN,
  type RoundsSoFar,
  type WarmUpAllocations,
  isTooShort,
  nextLength,
} from "./round-length.ts";
import { type Sample, SampleLog } from "./samples.ts";
import type { TimePlan } from "./time-plan.ts";
import { ROUNDS_FOR_OBJECTS } from "./verdict.ts";

/** How many calls are made, and until when. */
export interface RoundsPlan extends WarmUpAllocations {
  /** Calls in each round; undefined lets the first readings decide. */
  readonly calls: number | undefined;
  readonly rounds: number | undefined;
  readonly time: TimePlan;
  readonly maxGrowthBytes: number;
  readonly allowedBytesPerCall: number;
  /** Calls in all, warm-up included, before which growth is not taken for settled while there is time. */
  readonly leastCalls: number;
  /** Rounds before which nothing is taken for flat. */
  readonly leastRounds: number;
  readonly beforeRound: () => Promise<void>;
  readonly afterRound: () => Promise<void>;
  /**
   * Asked once, where the first rounds were not flat: whether what was changed makes their readings worthless. Is told how many calls the last round
   * had. @default they stand
   */
  readonly startsAnew?: (length: number) => Promise<boolean>;
  /** What is judged. @default all probes of memory */
  readonly probes?: readonly Probe[];
}

/** What the rounds showed. */
export interface Rounds {
  readonly samples: readonly Sample[];
  readonly judges: readonly JudgeEvidence[];
  readonly end: RoundsEnd;
  /** The smallest growth of the heap that these rounds would have shown, in bytes per call. */
  readonly sensitivityBytesPerCall: number | undefined;
  readonly rates: ReadonlyMap<Judge, GrowthRates>;
  /** Whether the heap, if it grew, stands still by now. */
  readonly heapStandsStill: boolean;
}

const ENOUGH_ROUNDS = 6;
const ROUNDS_BEFORE_ASKING = 2;
const MOST_CALLS = 262_144;
const MOST_ROUNDS = 512;

// On a busy machine a round can take twice as long as those before it.
const SLOW_ROUND = 2;

// The rest is left to the marked calls.
const SHARE_OF_MAX_GROWTH = 0.7;
// Here the marked calls take time as well, and so do the collections of so large a heap: of a leak of 1 MB per call the snapshot is still
// done in time at 0.4, and was not at 0.7 (15 s, Node 24).
const SHARE_OF_HEAP_ROOM = 0.4;

/**
 * Runs rounds, each followed by a settle, until every judge is flat, the growth is clear, or a bound is met.
 *
 * The samples live in the log alone, and every sum over them is made in a function that returns before the next round: what an
 * async function holds in a variable stays alive while it waits, and would be measured.
 *
 * @param earlier - samples of rounds that these go on from, if the body was called and the heap was changed by nothing else since
 */
export async function runRounds(
  caller: Caller,
  settler: Settler,
  plan: RoundsPlan,
  earlier: readonly Sample[] = [],
): Promise<Rounds> {
  let start = now();
  const log = new SampleLog(earlier.length + MOST_ROUNDS + 1);
  // Calls can slow down after the warm-up (large buffers do): a round that takes too long is cut short.
  const longestRoundMs = (2 * plan.time.left()) / ROUNDS_PER_PLAN;
  let length = longestOf(earlier);
  let end: RoundsEnd | undefined;
  let isAsked = earlier.length > 0;
  for (const sample of earlier) log.add(sample.calls, sample);
  if (earlier.length === 0) log.add(caller.made, await settler.settle());
  const begun = log.length;
  let heapRoomBytes = roomForHeap(log, settler, plan);
  while (end === undefined) {
    length = lengthAfter(length, log, { caller, settler, heapRoomBytes }, plan);
    await plan.beforeRound();
    await caller.run(callsOfRound(length, log, plan), Math.min(plan.time.end, now() + longestRoundMs));
    await plan.afterRound();
    log.add(
      caller.made,
      await settler.settle((candidate) => isFlat(log.list({ calls: caller.made, ...candidate }), plan)),
    );
    end = endOf(length, log, { caller, settler, heapRoomBytes }, (now() - start) / (log.length - begun), plan);
    if (end !== undefined || isAsked || log.length - begun < ROUNDS_BEFORE_ASKING) continue;
    isAsked = true;
    if (await plan.startsAnew?.(length)) {
      log.clear();
      log.add(caller.made, await settler.settle());
      heapRoomBytes = roomForHeap(log, settler, plan);
      start = now();
    }
  }
  const samples = log.list();
  const heapPoints = pointsOf(heapProbe, samples);
  return {
    samples,
    judges: judge(samples, plan),
    end,
    sensitivityBytesPerCall: sensitivityOf(heapPoints, ruleOf(heapProbe, plan)),
    rates: new Map(probesOf(plan).map((probe) => [probe.judge, ratesOf(pointsOf(probe, samples))])),
    heapStandsStill: heapStandsStill(samples, plan),
  };
}

/** What bounds the length of a round besides the plan. */
interface Bounds extends Pick<RoundsSoFar, "caller" | "heapRoomBytes"> {
  readonly settler: Settler;
}

function judge(samples: readonly Sample[], plan: RoundsPlan): JudgeEvidence[] {
  return probesOf(plan).map((probe) => ({ judge: probe.judge, growth: assess(probe, samples, plan) }));
}

function heapStandsStill(samples: readonly Sample[], plan: RoundsPlan): boolean {
  return standsStill(pointsOf(heapProbe, samples), ruleOf(heapProbe, plan));
}

// Whether the last calls added less than goes with the growth of all.
function heapFallsBehind(samples: readonly Sample[], judges: readonly JudgeEvidence[]): boolean {
  const heap = judges.find(({ judge, growth }) => judge === "heap" && growth.kind === "growing");
  if (heap === undefined) return false;
  return ratesOf(pointsOf(heapProbe, samples)).eighth < CONSTANT_RATIO * heap.growth.bytesPerCall;
}

function longestOf(samples: readonly Sample[]): number {
  return samples
    .slice(1)
    .reduce((longest, { calls }, index) => Math.max(longest, calls - (samples[index]?.calls ?? calls)), 0);
}

function lengthAfter(length: number, log: SampleLog, bounds: Bounds, plan: RoundsPlan): number {
  return plan.calls ?? nextLength(length, { ...plan, ...bounds, samples: log.list() });
}

function callsOfRound(length: number, log: SampleLog, plan: RoundsPlan): number {
  return plan.calls ?? ditheredLength(length, log.list());
}

// Bytes by which the heap may grow so that there is time for its snapshot afterwards.
function roomForHeap(log: SampleLog, settler: Settler, plan: RoundsPlan): number {
  const [first] = log.list();
  return first === undefined ? Infinity : plan.time.largestHeap(first.heap, settler) - first.heap;
}

function endOf(
  length: number,
  log: SampleLog,
  bounds: Bounds,
  meanMs: number,
  plan: RoundsPlan,
): RoundsEnd | undefined {
  const { caller, settler, heapRoomBytes } = bounds;
  const samples = log.list();
  const judges = judge(samples, plan);
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) return undefined;
  const rounds = samples.length - 1;
  const calls = last.calls - first.calls;
  const isFixed = plan.calls !== undefined;
  const allFlat = judges.every(({ growth }) => growth.kind === "flat");
  const isLongEnough = isFixed || !isTooShort(length, { ...plan, ...bounds, samples });
  if (allFlat && rounds >= plan.leastRounds && isLongEnough) return "flat";
  if (plan.rounds !== undefined && rounds >= plan.rounds) return "rounds";
  if (totalBytes(last) - totalBytes(first) >= SHARE_OF_MAX_GROWTH * plan.maxGrowthBytes) return "maxGrowth";
  // What grew and stands still may be flat in a while: a slow body whose code V8 prepares piece by piece, over 600 calls.
  const heapIsStill = heapStandsStill(samples, plan);
  const isSettled =
    last.calls >= plan.leastCalls &&
    judges.every(
      ({ judge, growth: { kind } }) => kind === "flat" || (kind === "growing" && !(judge === "heap" && heapIsStill)),
    );
  const goesOn = !heapFallsBehind(samples, judges);
  if (isSettled && rounds >= ENOUGH_ROUNDS) {
    if (calls >= CALLS_THAT_FILL) return "grown";
    if (plan.time.isWellSpent() && goesOn) return "time";
  }
  if (calls >= MOST_CALLS || log.isFull()) return "time";
  if (last.heap - first.heap >= SHARE_OF_HEAP_ROOM * heapRoomBytes && rounds >= ROUNDS_FOR_OBJECTS) return "time";
  const roundMs = SLOW_ROUND * meanMs;
  const outlook = plan.time.outlook(last.heap, settler, { rounds, roundMs, callMs: caller.callMs });
  if (outlook === "enough for a round") return undefined;
  // Bytes that grow evenly convict without a snapshot as well, but a cache that fills grows evenly too: they get a good part of the
  // time to reach calls enough. What is not so clear, or may come to a standstill, wants all the time there is.
  const isEven = isSettled && rounds >= ENOUGH_ROUNDS && plan.time.isHalfSpent() && goesOn;
  const isOver = outlook === "snapshot due" || isEven || plan.time.left() < roundMs;
  return isOver ? "time" : undefined;
}

function isFlat(samples: readonly Sample[], plan: RoundsPlan): boolean {
  return probesOf(plan).every((probe) => assessFlatness(pointsOf(probe, samples), ruleOf(probe, plan)));
}

const probesOf = ({ probes = memoryProbes }: RoundsPlan): readonly Probe[] => probes;

function assess(probe: Probe, samples: readonly Sample[], plan: RoundsPlan): Growth {
  return assessGrowth(pointsOf(probe, samples), ruleOf(probe, plan));
}

function pointsOf(probe: Probe, samples: readonly Sample[]): Point[] {
  return samples.map((sample) => ({ calls: sample.calls, bytes: probe.read(sample) }));
}

function ruleOf(probe: Probe, plan: RoundsPlan): GrowthRule {
  return {
    toleranceBytes: probe.toleranceBytes,
    movesInBlocks: probe.movesInBlocks,
    allowedBytesPerCall: plan.allowedBytesPerCall,
    fewestCalls: Math.min(FEWEST_FLAT_CALLS, plan.calls ?? FEWEST_FLAT_CALLS),
  };
}
