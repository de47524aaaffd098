import { TELLING_RATIO } from "./calls-that-fill.ts";
import { type Caller, NeverReturned } from "./calls.ts";
import type { CheckRun } from "./check-run.ts";
import { setCodeApart } from "./code-growth.ts";
import { now } from "./collect/real-time.ts";
import type { Settler } from "./collect/settle.ts";
import type { ResolvedOptions } from "./options.ts";
import { memoryProbes } from "./probes/index.ts";
import type { Reading } from "./probes/probe.ts";
import { readMemory, totalBytes } from "./probes/read-memory.ts";
import type { WarmUpAllocations } from "./round-length.ts";
import { type Rounds, type RoundsPlan, runRounds } from "./rounds.ts";
import type { TimePlan } from "./time-plan.ts";
import type { Doubt, Verdict } from "./verdict.ts";

/** What warm-up and rounds gave. */
export interface Measured {
  readonly rounds: Rounds;
  readonly warmUpCalls: number;
  /** How the rounds were made; undefined if there were none. */
  readonly plan: RoundsPlan | undefined;
  /** Why no verdict can rest on the rounds. */
  readonly doubt: Doubt | undefined;
}

const WARM_UP_CALLS = 128;
const WARM_UP_SHARE_OF_GROWTH = 0.125;
const WARM_UP_SHARE_OF_HEAP = 0.25;

/**
 * Warms the body up and runs the rounds.
 *
 * @param judgeWarm - judges the warm body by other means; what it finds makes rounds needless
 */
export async function measure<Found extends object>(
  { caller, settler, options, time, isSighted }: MeasureTools & Pick<CheckRun, "isSighted">,
  hold: () => void,
  judgeWarm: () => Promise<Found | undefined>,
): Promise<Measured | Found> {
  const beforeRound = async (): Promise<void> => {
    hold();
    await options.before.round?.();
  };
  const afterRound = async (): Promise<void> => {
    await options.after.round?.();
  };
  try {
    await beforeRound();
    const allocated = await warmUp({ caller, settler, options, time });
    await afterRound();
    const found = await judgeWarm();
    if (found !== undefined) return found;
    const warmUpCalls = caller.made;
    const plan: RoundsPlan = {
      calls: options.calls,
      rounds: options.rounds,
      time,
      maxGrowthBytes: options.maxGrowthBytes,
      allowedBytesPerCall: allowedBytesPerCall(options),
      ...allocated,
      leastCalls: 0,
      leastRounds: 1,
      beforeRound,
      afterRound,
      startsAnew: (length) => setCodeApart({ length, caller, settler, plan }),
      probes: memoryProbes.filter(({ judge }) => options.judges.includes(judge)),
    };
    const rounds = await runRounds(caller, settler, plan);
    return { rounds, warmUpCalls, plan, doubt: isSighted ? undefined : { kind: "blind" } };
  } catch (error) {
    if (!(error instanceof NeverReturned)) throw error;
    return {
      rounds: {
        samples: [],
        judges: [],
        end: "never returned",
        sensitivityBytesPerCall: undefined,
        rates: new Map(),
        heapStandsStill: false,
      },
      warmUpCalls: caller.made,
      plan: undefined,
      doubt: { kind: "never returned", call: caller.made, milliseconds: now() - time.start },
    };
  }
}

/**
 * Runs more rounds in the time that is left after a snapshot was taken or refused, until there are more than twice as many calls, and
 * as many as fill a cache if they fit: what has been filling until now may be full by then. What was loaded for a snapshot lies in the heap from then
 * on, so that readings from before do not go with those from after; the calls do.
 *
 * Gives nothing where there is too little time to learn more than the first rounds told.
 */
export async function measureOn(
  first: Measured,
  { caller, settler, time }: Omit<MeasureTools, "options">,
  { verdict, fullAfterCalls, readingsStand }: OpenVerdict,
): Promise<Measured | undefined> {
  const { plan, rounds } = first;
  if (plan === undefined || plan.rounds !== undefined || (rounds.end !== "time" && rounds.end !== "grown"))
    return undefined;
  const doubledCalls = TELLING_RATIO * caller.made;
  // A leak that objects proved is refuted by growth that stops, which takes twice the calls to see.
  const leastMs =
    verdict.kind === "leaking"
      ? caller.callMs * (doubledCalls - caller.made)
      : LEAST_SHARE_TO_GO_ON * (now() - time.start);
  if (time.left() < leastMs) return undefined;
  time.forgoSnapshot();
  const onward = {
    ...plan,
    leastCalls: Math.max(doubledCalls, fullAfterCalls),
    leastRounds: FEWEST_ROUNDS_TO_TELL,
  };
  const warmUpCalls = caller.made;
  try {
    if (readingsStand) return { ...first, rounds: await runRounds(caller, settler, onward, rounds.samples) };
    const maxGrowthBytes = plan.maxGrowthBytes - grownSoFar(first);
    const more = await runRounds(caller, settler, { ...onward, maxGrowthBytes });
    return more.samples.length > FEWEST_ROUNDS_TO_TELL ? { ...first, rounds: more, warmUpCalls } : undefined;
  } catch (error) {
    if (error instanceof NeverReturned) return undefined;
    throw error;
  }
}

/** A verdict that more rounds could change. */
export interface OpenVerdict {
  readonly verdict: Verdict;
  /** Calls by which what it tells of would be full if it were a cache. */
  readonly fullAfterCalls: number;
  /** Whether nothing was loaded since the rounds that it rests on, so that others can go on from their readings. */
  readonly readingsStand: boolean;
}

function grownSoFar({ rounds: { samples } }: Measured): number {
  const [from, to] = [samples[0], samples.at(-1)];
  return from && to ? Math.max(0, totalBytes(to) - totalBytes(from)) : 0;
}

const LEAST_SHARE_TO_GO_ON = 0.25;
// What the snapshot left behind is let go in the first of them, and may hide what the calls retain.
const FEWEST_ROUNDS_TO_TELL = 3;

type MeasureTools = Pick<CheckRun, "caller" | "settler" | "options" | "time">;

// A single call in so many does not make up what they seem to allocate.
const USUAL_BATCH = 8;

/** Makes the first calls; returns the most bytes that one of them allocated. */
async function warmUp({ caller, settler, options, time }: MeasureTools): Promise<WarmUpAllocations> {
  const wanted = options.warmUp ?? WARM_UP_CALLS;
  const deadline = options.warmUp === undefined ? now() + time.warmUpMs : Infinity;
  const room = new WarmUpRoom(caller, settler, time, options.maxGrowthBytes);
  let [bytesPerCall, usualBytesPerCall] = [0, 0];
  for (let calls = 1; caller.made < wanted; calls *= 2) {
    const [madeBefore, bytesBefore] = [caller.made, totalBytes(readMemory())];
    await caller.run(batchOf(calls, wanted - madeBefore), deadline);
    const made = caller.made - madeBefore;
    // The time of the whole check is over.
    if (made === 0) break;
    // A collection among these calls makes their growth negative; among the others there are some without.
    const inBatch = (totalBytes(readMemory()) - bytesBefore) / made;
    bytesPerCall = Math.max(bytesPerCall, inBatch);
    if (made >= USUAL_BATCH) usualBytesPerCall = Math.max(usualBytesPerCall, inBatch);
    if (options.warmUp !== undefined) continue;
    if (now() >= deadline || (await room.isTooSmallFor(batchOf(2 * calls, wanted - caller.made), bytesPerCall))) break;
  }
  return { bytesPerCall, usualBytesPerCall };
}

// The last batch is the one that the time of a call is taken from: it is no remnant of a single one.
function batchOf(calls: number, left: number): number {
  return left < 2 * calls ? left : calls;
}

/**
 * How much the warm-up may leave in memory: a part of the growth that the whole check may cause, and so little in the heap that a snapshot of
 * what grows in the rounds after it takes no longer than there is time.
 */
class WarmUpRoom {
  readonly #caller: Caller;
  readonly #settler: Settler;
  readonly #mostBytes: number;
  readonly #mostHeapBytes: number;
  #from: { readonly calls: number; readonly reading: Reading };

  constructor(caller: Caller, settler: Settler, time: TimePlan, maxGrowthBytes: number) {
    const reading = readMemory();
    this.#caller = caller;
    this.#settler = settler;
    this.#mostBytes = WARM_UP_SHARE_OF_GROWTH * maxGrowthBytes;
    this.#mostHeapBytes = WARM_UP_SHARE_OF_HEAP * (time.largestHeap(reading.heap, settler) - reading.heap);
    this.#from = { calls: caller.made, reading };
  }

  /**
   * Says whether so many calls more would fill it. Collects if they seem to: what calls allocate need not stay, and in one of them the table of
   * an array that was large before doubles.
   *
   * @param allocatedPerCall - most bytes that one call allocated
   */
  async isTooSmallFor(calls: number, allocatedPerCall: number): Promise<boolean> {
    const seems = this.#gainedPerCall(readMemory());
    if (this.#holds(calls, { ...seems, all: Math.max(seems.all, allocatedPerCall) })) return false;
    // The memory of a buffer is freed a collection later than the buffer.
    const reading = await this.#settler.settle((settled) => this.#holds(calls, this.#gainedPerCall(settled)));
    const isTooSmall = !this.#holds(calls, this.#gainedPerCall(reading));
    this.#from = { calls: this.#caller.made, reading };
    return isTooSmall;
  }

  // In the heap those made so far count as well: batches double, and together they would fill it twice.
  #holds(calls: number, gained: GainedPerCall): boolean {
    const allCalls = this.#caller.made + calls;
    return gained.all * calls <= this.#mostBytes && gained.heap * allCalls <= this.#mostHeapBytes;
  }

  #gainedPerCall(reading: Reading): GainedPerCall {
    const { calls, reading: from } = this.#from;
    const made = Math.max(1, this.#caller.made - calls);
    return { all: (totalBytes(reading) - totalBytes(from)) / made, heap: (reading.heap - from.heap) / made };
  }
}

interface GainedPerCall {
  readonly all: number;
  readonly heap: number;
}

/** What each call may retain without being a leak, in bytes. */
export function allowedBytesPerCall({ budget, calls = 1, rounds = 1 }: ResolvedOptions): number {
  return budget.kind === "perCall" ? budget.bytes : budget.bytes / (calls * rounds);
}
