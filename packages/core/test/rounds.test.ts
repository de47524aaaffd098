import { describe, expect, test } from "vitest";
import type { Caller } from "../src/calls.ts";
import type { Settler } from "../src/collect/settle.ts";
import { runRounds } from "../src/rounds.ts";
import { TimePlan } from "../src/time-plan.ts";

interface Scripted {
  /** Milliseconds that a call of the warm-up seemed to take, and one of each round after it. */
  readonly callMs: readonly [warmUp: number, ...rounds: number[]];
  /** The heap after so many calls. */
  readonly heapAfter: (calls: number) => number;
  /** Set by the user. */
  readonly calls?: number;
  readonly rounds?: number;
  readonly startsAnew?: () => Promise<boolean>;
  readonly leastRounds?: number;
  /** @default one that leaves no time for a snapshot */
  readonly time?: TimePlan;
}

const COLLECTION_MS = 10;

// Rounds of which each call takes, and each collection finds, what is given. A collection takes 10 ms.
function roundsOf({
  callMs: [warmUpMs, ...roundMs],
  heapAfter,
  calls,
  rounds,
  startsAnew,
  leastRounds = 1,
  time = new TimePlan(10_000, undefined, false),
}: Scripted): ReturnType<typeof runRounds> {
  const caller = {
    made: 128,
    callMs: warmUpMs,
    async run(more: number): Promise<void> {
      caller.made += more;
      caller.callMs = roundMs.shift() ?? caller.callMs;
    },
  };
  const settler = {
    collectionMs: COLLECTION_MS,
    settle: async () => ({ heap: heapAfter(caller.made), external: 0, arrayBuffers: 0, rss: 0 }),
  };
  return runRounds(caller as unknown as Caller, settler as unknown as Settler, {
    calls,
    rounds,
    time,
    maxGrowthBytes: 256e6,
    allowedBytesPerCall: 0,
    bytesPerCall: 0,
    usualBytesPerCall: 0,
    leastCalls: 0,
    leastRounds,
    beforeRound: async () => {},
    afterRound: async () => {},
    ...(startsAnew === undefined ? {} : { startsAnew }),
  });
}

// The runner lets 700 B go in the first round; each tenth call keeps an object.
const leakBehindFall = (calls: number): number => 6 * calls - (calls > 128 ? 700 : 0);

describe("the rounds", () => {
  test("end after the first one where it is flat", async () => {
    const { end, samples } = await roundsOf({ callMs: [0.01], heapAfter: () => 0 });

    expect([end, samples.length]).toEqual(["flat", 2]);
  });

  test("go on where all is flat until there are as many as are asked for", async () => {
    const { end, samples } = await roundsOf({ callMs: [0.01], heapAfter: () => 0, leastRounds: 3 });

    expect([end, samples.length]).toEqual(["flat", 4]);
  });

  test("go on after a flat one that was short only because the warm-up was held up", async () => {
    const { end, judges } = await roundsOf({ callMs: [0.06, 0.001], heapAfter: leakBehindFall });

    expect(end).toBe("grown");
    expect(judges[0]!.growth).toMatchObject({ kind: "growing", bytesPerCall: expect.closeTo(6, 0) });
  });

  test("go on where what grew stands still, until it is flat", async () => {
    const preparing = (calls: number): number => 40 * Math.min(calls, 7000);

    const { end, heapStandsStill } = await roundsOf({ callMs: [0.01], heapAfter: preparing, calls: 250 });

    expect([end, heapStandsStill]).toEqual(["flat", true]);
  });

  test("take half of the time for growth that goes on, and all of it for growth that falls behind", async () => {
    const endOf = async (bytesAfter: (calls: number) => number): Promise<unknown> => {
      let made = 0;
      const time = new TimePlan(10_000, undefined, false);
      time.isHalfSpent = () => made >= 700;
      const heapAfter = (calls: number): number => bytesAfter((made = calls));
      const { end, samples } = await roundsOf({ callMs: [20], heapAfter, time, calls: 28, rounds: 60 });
      return [end, samples.at(-1)!.calls < 750];
    };

    expect(await endOf((calls) => 25 * calls)).toEqual(["time", true]);
    // The last half of 700 calls grew, the last eighth did not.
    expect(await endOf((calls) => 25 * Math.min(calls, 600))).toEqual(["flat", false]);
  });

  test("start anew once, after two that are not flat, where their readings have become worthless", async () => {
    let asked = 0;
    const heapAfter = (calls: number): number => (asked === 0 ? 600 * calls : 0);
    const startsAnew = async (): Promise<boolean> => ++asked > 0;

    const { end, samples } = await roundsOf({ callMs: [0.01], heapAfter, startsAnew });

    expect([end, asked]).toEqual(["flat", 1]);
    expect(samples.map(({ heap }) => heap)).toEqual(samples.map(() => 0));
  });

  test("leave room for a snapshot of what the heap is when they start anew", async () => {
    let asked = 0;
    const time = new TimePlan(10_000, undefined, true);
    const heapAfter = (calls: number): number => (asked === 0 ? 10e6 : 50e6) + 100_000 * calls;
    const startsAnew = async (): Promise<boolean> => ++asked > 0;

    const { samples } = await roundsOf({ callMs: [0.1], heapAfter, startsAnew, time });

    // The first round has to find out what a call leaves behind.
    const [from, once, to] = [0, 1, -1].map((at) => samples.at(at)!.heap) as [number, number, number];
    const settler = { collectionMs: COLLECTION_MS } as Settler;
    const room = time.largestHeap(from, settler) - from;
    expect(from).toBeGreaterThan(60e6);
    expect(room).toBeLessThan(from);
    expect(to - once).toBeLessThan(room / 4);
  });

  test("go on from the readings that stand, and do not ask where the first round is flat", async () => {
    let asked = 0;
    const startsAnew = async (): Promise<boolean> => ++asked < 0;
    const growing = await roundsOf({ callMs: [0.01], heapAfter: (calls) => 600 * calls, startsAnew });
    const flat = await roundsOf({ callMs: [0.01], heapAfter: () => 0, startsAnew });

    expect([growing.end, growing.samples[0]!.calls, flat.end, asked]).toEqual(["grown", 128, "flat", 1]);
  });

  test("end after a flat one that is short because calls are slow, and after as many as are asked for", async () => {
    const ofSlowCalls = await roundsOf({ callMs: [0.06, 0.05], heapAfter: () => 0 });
    const asked = await roundsOf({ callMs: [0.06, 0.001], heapAfter: () => 0, calls: 200 });
    const one = await roundsOf({ callMs: [0.06, 0.001], heapAfter: () => 0, rounds: 1 });

    expect([ofSlowCalls, asked, one].map(({ end, samples }) => [end, samples.length])).toEqual([
      ["flat", 2],
      ["flat", 2],
      ["rounds", 2],
    ]);
  });
});
