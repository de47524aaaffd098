import { Caller } from "./calls.ts";
import { flushCode } from "./collect/flush-code.ts";
import { holdCode } from "./collect/hold-code.ts";
import { nextTurn } from "./collect/real-time.ts";
import { Settler } from "./collect/settle.ts";
import type { Reading } from "./probes/probe.ts";
import { readMemory } from "./probes/read-memory.ts";
import { runRounds } from "./rounds.ts";
import { TimePlan } from "./time-plan.ts";

const KEY = Symbol.for("leakproof.control");
const held = globalThis as { [KEY]?: boolean };

// Twice what the heap's tolerance hides: the smallest thing that a round is asked to see.
const PLANTED_OBJECTS = 64;
const PLANTED_BYTES = 1024;
const TRIES = 4;

/**
 * Plants a leak of about a kilobyte, and says whether the measurement sees it come and go: if not, this worker is blind and no
 * verdict in it is clean. Made once per worker; the answer is kept.
 */
export async function passesControl(settler: Settler): Promise<boolean> {
  held[KEY] ??= await seesPlantedLeak(settler);
  return held[KEY];
}

async function seesPlantedLeak(settler: Settler): Promise<boolean> {
  await flushCode(settler);
  const code = holdCode();
  try {
    await rehearse();
    return await seesItComeAndGo(settler);
  } finally {
    code.restore();
  }
}

async function seesItComeAndGo(settler: Settler): Promise<boolean> {
  let empty = await settler.settle();
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const planted = plant();
    const emptyHeap: number = empty.heap;
    const full = await settler.settle(({ heap }) => heap - emptyHeap >= PLANTED_BYTES);
    planted.length = 0;
    empty = await settler.settle(({ heap }) => full.heap - heap >= PLANTED_BYTES);
    if (full.heap - emptyHeap >= PLANTED_BYTES && full.heap - empty.heap >= PLANTED_BYTES) return true;
  }
  return false;
}

function plant(): object[] {
  return Array.from({ length: PLANTED_OBJECTS }, (_, index) => ({ index }));
}

const REHEARSALS = 8;
const REHEARSED_ROUNDS = 12;

/**
 * Runs our own code, without collections, as often as V8 wants before it has compiled it and allotted its feedback: 40 kB that
 * would otherwise fall into the rounds of the first checks of a worker.
 */
async function rehearse(): Promise<void> {
  for (let index = 0; index < REHEARSALS; index++) {
    const caller = new Caller(index % 2 === 0 ? () => {} : async () => {}, undefined, undefined, Infinity);
    await runRounds(caller, new RehearsingSettler(), {
      calls: index === 0 ? undefined : 7,
      rounds: REHEARSED_ROUNDS,
      time: new TimePlan(10_000, undefined, false),
      maxGrowthBytes: Infinity,
      allowedBytesPerCall: 0,
      bytesPerCall: 0,
      usualBytesPerCall: 0,
      leastCalls: 0,
      leastRounds: 1,
      beforeRound: async () => {},
      afterRound: async () => {},
    });
    caller.end();
  }
}

/** Gives readings that climb and now and then fall, so that every branch of the estimate is taken. */
class RehearsingSettler extends Settler {
  #heap = 0;

  override async settle(isGoodEnough?: (reading: Reading) => boolean): Promise<Reading> {
    await nextTurn();
    this.#heap += this.collections++ % 3 === 2 ? -4096 : 8192;
    const reading = { ...readMemory(), heap: this.#heap };
    isGoodEnough?.(reading);
    return reading;
  }
}
