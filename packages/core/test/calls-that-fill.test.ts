import { expect, test } from "vitest";
import { callsThatFill } from "../src/calls-that-fill.ts";

const leavesAt = (...perCall: number[]): { perCall: number }[] => perCall.map((share) => ({ perCall: share }));

test("a cache that every call or every twentieth fills is full after 10,000 calls", () => {
  expect([leavesAt(), leavesAt(1), leavesAt(0.05), leavesAt(3, 0.01)].map(callsThatFill)).toEqual(
    Array.from({ length: 4 }, () => 10_000),
  );
});

test("one that seldom calls fill takes as many more", () => {
  expect(callsThatFill(leavesAt(0.01))).toBeCloseTo(50_000);
  expect(callsThatFill(leavesAt(0.01, 0.025))).toBeCloseTo(20_000);
});
