import { expect, test } from "vitest";
import { callsThatFill } from "../src/calls-that-fill.ts";

const CALLS_MADE = 10_400;

const leaksOf = (...perCall: number[]): { perCall: number; alive: number }[] =>
  perCall.map((share) => ({ perCall: share, alive: share * CALLS_MADE }));

test("a cache that every call or every twentieth fills is full after 10,000 calls", () => {
  expect(
    [leaksOf(), leaksOf(1), leaksOf(0.05), leaksOf(3, 0.01)].map((leaks) => callsThatFill(leaks, CALLS_MADE)),
  ).toEqual(Array.from({ length: 4 }, () => 10_000));
});

test("one that seldom calls fill takes as many more", () => {
  expect(callsThatFill(leaksOf(0.01), CALLS_MADE)).toBeCloseTo(50_000);
  expect(callsThatFill(leaksOf(0.01, 0.025), CALLS_MADE)).toBeCloseTo(20_000);
});

test("what lists of seldom calls hold is of as few calls as there are lists, but for a list that is made anew and holds all", () => {
  const inLists = { perCall: 0.64, alive: 65, containersPerCall: 0.01 };

  expect(callsThatFill([inLists], CALLS_MADE)).toBeCloseTo(50_000);
  expect(callsThatFill([{ ...inLists, alive: 0.64 * CALLS_MADE }], CALLS_MADE)).toBe(10_000);
});

test("where some of all leaks has gone they may be a cache that is full, which as many calls again tell", () => {
  const cache = { perCall: 1, alive: 8401 };
  const leak = { perCall: 1, alive: CALLS_MADE - 1 };

  expect(callsThatFill([cache], CALLS_MADE)).toBeGreaterThan(2 * CALLS_MADE);
  expect(callsThatFill([cache, leak], CALLS_MADE)).toBe(10_000);
  // Held in a way that can't be counted.
  expect(callsThatFill([{ perCall: 1, alive: 40 }], CALLS_MADE)).toBe(10_000);
});
