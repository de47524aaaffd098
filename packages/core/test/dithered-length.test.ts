import { expect, test } from "vitest";
import { ditheredLength } from "../src/dithered-length.ts";
import { assessGrowth, type GrowthRule, type Point } from "../src/growth.ts";
import { arrayBuffersProbe } from "../src/probes/array-buffers.ts";
import type { Sample } from "../src/samples.ts";

const rule: GrowthRule = {
  toleranceBytes: arrayBuffersProbe.toleranceBytes,
  movesInBlocks: arrayBuffersProbe.movesInBlocks,
  allowedBytesPerCall: 0,
  fewestCalls: 32,
};
const ROUNDS = 40;
const WARM_UP = 128;

type LengthOf = (length: number, samples: readonly Sample[]) => number;

/** Readings of array buffers after each of the rounds, of a body that holds so many bytes after its nth call. */
function readingsOf(bytesAfter: (calls: number) => number, length: number, lengthOf: LengthOf): Point[] {
  const samples: Sample[] = [];
  for (let calls = WARM_UP; samples.length <= ROUNDS; calls += lengthOf(length, samples))
    samples.push({ calls, heap: 0, external: 0, arrayBuffers: bytesAfter(calls), rss: 0 });
  return samples.map(({ calls, arrayBuffers }) => ({ calls, bytes: arrayBuffers }));
}

const emptiedAfter = (period: number) => (calls: number) => (calls % period) * 512;
const lengths = Array.from({ length: 200 }, (_, index) => 100 + 7 * index);
const periods = [2, 10, 64, 129, 200];

const seemToGrow = (lengthOf: LengthOf): number =>
  periods
    .flatMap((period) => lengths.map((length) => readingsOf(emptiedAfter(period), length, lengthOf)))
    .filter((points) => assessGrowth(points, rule).kind === "growing").length;

test("a buffer that is emptied at every 2nd to 200th call climbs in rounds of equal length, not in dithered ones", () => {
  expect(seemToGrow((length) => length)).toBeGreaterThan(0);
  expect(seemToGrow(ditheredLength)).toBe(0);
});

test("a leak outside the heap grows in dithered rounds as well", () => {
  const kinds = lengths.map((length) =>
    assessGrowth(
      readingsOf((calls) => calls * 64, length, ditheredLength),
      rule,
    ),
  );

  expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set(["growing"]));
});

test("rounds of a body that moves the heap alone are of equal length", () => {
  const sample = (heap: number): Sample => ({ calls: 0, heap, external: 5, arrayBuffers: 7, rss: 0 });

  expect(ditheredLength(100, [sample(1), sample(2)])).toBe(100);
});
