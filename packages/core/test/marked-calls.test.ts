import { expect, test } from "vitest";
import type { Growth } from "../src/growth.ts";
import { planMarkedCalls } from "../src/marked-calls.ts";
import type { Rounds } from "../src/rounds.ts";

const bounds = { callMs: 0.001, timeLeftMs: 5000, maxGrowthBytes: 256_000_000 };

/** Rounds that showed so much growth of the heap. */
function growingBy(bytesPerCall: number): Rounds {
  const growth: Growth = { kind: "growing", bytesPerCall, calls: 10_000, rounds: 6 };
  return {
    samples: [],
    judges: [{ judge: "heap", growth }],
    end: "grown",
    sensitivityBytesPerCall: 3,
  };
}

test("a hundred calls are marked", () => {
  expect(planMarkedCalls(growingBy(56), bounds)).toBe(100);
});

test("where less than an object per call is left, a thousand quick calls are marked: a hundredth of them may leak", () => {
  expect(planMarkedCalls(growingBy(11), bounds)).toBe(1000);
});

test("slow calls that leave little are no more than usual", () => {
  expect(planMarkedCalls(growingBy(11), { ...bounds, callMs: 1, timeLeftMs: 60_000 })).toBe(100);
});

test("slow calls that leave much are fewer", () => {
  expect(planMarkedCalls(growingBy(50_000), { ...bounds, callMs: 5, timeLeftMs: 60_000 })).toBe(40);
});
