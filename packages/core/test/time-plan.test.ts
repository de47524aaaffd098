import { describe, expect, test } from "vitest";
import { estimateExplainMs } from "../src/capture/snapshot-cost.ts";
import { Settler } from "../src/collect/settle.ts";
import { TimePlan } from "../src/time-plan.ts";

const WHOLE_MS = 4500;

// Whose collections are so slow that a snapshot takes this share of the time.
function settlerFor(share: number): Settler {
  const settler = new Settler();
  settler.collections = 1;
  settler.milliseconds = (share * WHOLE_MS) / (estimateExplainMs(0, { collectionMs: 1000 }) / 1000);
  return settler;
}

const plan = (explains = true): TimePlan => new TimePlan(WHOLE_MS, undefined, explains);
const early = { rounds: 1, roundMs: 50, callMs: 1 };

describe("a snapshot that would take most of the time", () => {
  test("is left to a body too slow for bytes to decide", () => {
    expect(plan().outlook(0, settlerFor(0.75), early)).toBe("enough for a round");
    expect(plan().outlook(0, settlerFor(0.85), early)).toBe("no snapshot");
  });

  test("makes room for rounds where the body is quick enough that bytes decide", () => {
    expect(plan().outlook(0, settlerFor(0.75), { ...early, callMs: 0.01 })).toBe("no snapshot");
    expect(plan().outlook(0, settlerFor(0.6), { ...early, callMs: 0.01 })).toBe("enough for a round");
  });

  test("is due as soon as objects can convict, and not before", () => {
    expect(plan().outlook(0, settlerFor(0.79), { ...early, rounds: 2 })).toBe("enough for a round");
    expect(plan().outlook(0, settlerFor(0.79), { ...early, rounds: 3 })).toBe("snapshot due");
    expect(plan().outlook(0, settlerFor(0.79), { ...early, rounds: 2, roundMs: 2000 })).toBe("snapshot due");
  });
});

test("a heap may grow until its snapshot takes more than its share of the time, and by a twentieth at least where there is time for one", () => {
  expect(plan().largestHeap(1e6, settlerFor(0.5))).toBeCloseTo(1.3e6);
  expect(plan().largestHeap(1e6, settlerFor(0.64))).toBeCloseTo(1.05e6);
  expect(plan().largestHeap(1e6, settlerFor(0.7))).toBe(Infinity);
});

test("a heap that would grow to more than half as much again has half of the time for its snapshot", () => {
  expect(plan().largestHeap(1e6, settlerFor(0.5))).toBeCloseTo(1.3e6);
  expect(plan().largestHeap(1e6, settlerFor(0.4))).toBeCloseTo(1.5e6);
  expect(plan().largestHeap(1e6, settlerFor(0.13))).toBeCloseTo(2.5e6);
  expect(plan().heapRoomLeft(1e6, settlerFor(0.1)) / 1e6).toBeCloseTo(4, 1);
});

test("where nobody wants a snapshot all the time belongs to rounds", () => {
  expect(plan(false).outlook(0, settlerFor(0.1), early)).toBe("no snapshot");
});
