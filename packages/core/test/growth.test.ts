import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type GrowthRule,
  type Point,
  assessFlatness,
  assessGrowth,
  ratesOf,
  sensitivityOf,
  standsStill,
} from "../src/growth.ts";

const rule: GrowthRule = { toleranceBytes: 512, movesInBlocks: false, allowedBytesPerCall: 0, fewestCalls: 32 };

/** Points of rounds of equal length after a warm-up of 128 calls, from the bytes retained after so many calls. */
function pointsOf(bytesAfter: (calls: number) => number, { rounds = 8, length = 1024 } = {}): Point[] {
  return Array.from({ length: rounds + 1 }, (_, index) => {
    const calls = 128 + index * length;
    return { calls, bytes: 5_000_000 + bytesAfter(calls) };
  });
}

/** Bytes of an array's elements in V8, which grow by half and 16 when they are full. */
function elementsBytes(length: number): number {
  let capacity = 17;
  while (capacity < length) capacity += (capacity >> 1) + 16;
  return capacity * 8;
}

/** Bytes of the table of a Map in V8, which doubles when it is full. */
function tableBytes(entries: number): number {
  let capacity = 4;
  while (capacity < entries) capacity *= 2;
  return capacity * 28;
}

const TYPED_ARRAY_NUMBERS = 1024;

/** Bytes of a Float64Array that is replaced by one of double length when it is full. */
function typedArrayBytes(numbers: number): number {
  let capacity = TYPED_ARRAY_NUMBERS;
  while (capacity < numbers) capacity *= 2;
  return capacity * 8;
}

describe("standstill", () => {
  // The heap of a check of a body under jsdom that retains nothing, by calls.
  const stopped = [
    [217, 20_736],
    [357, 20_992],
    [385, 25_576],
    [469, 27_832],
    [525, 29_944],
    [581, 32_552],
    [637, 32_688],
    [693, 32_752],
    [721, 32_752],
    [749, 33_128],
    [777, 32_752],
  ].map(([calls, bytes]) => ({ calls: calls!, bytes: bytes! }));

  test("what grew stands still once a quarter of the calls added nothing", () => {
    expect(standsStill(stopped, rule)).toBe(true);
    expect(standsStill(stopped.slice(0, -4), rule)).toBe(false);
    expect(assessGrowth(stopped, rule).kind).not.toBe("flat");
  });

  test("two rounds are too few to tell", () => {
    expect(standsStill([...stopped.slice(0, 6), ...stopped.slice(-2)], rule)).toBe(false);
  });

  test("an object per call never stands still, nor does what another fall hides", () => {
    for (const length of [8, 28, 100, 1024]) {
      const leak = pointsOf((calls) => 24 * calls, { length, rounds: 24 });
      const hidden = leak.map(({ calls, bytes }, at) => ({ calls, bytes: bytes - (at > 22 ? 24 * 5 * length : 0) }));

      expect([length, standsStill(leak, rule), standsStill(hidden, rule)]).toEqual([length, false, false]);
    }
  });
});

describe("flatness", () => {
  test("a Map that gains a number per call is never flat, wherever a round ends", () => {
    for (let length = 32; length <= 4096; length += 7) {
      for (let rounds = 1; rounds <= 12; rounds++) {
        const points = pointsOf(tableBytes, { rounds, length });

        expect([length, rounds, assessFlatness(points, rule)]).toEqual([length, rounds, undefined]);
      }
    }
  });

  test("a typed array that gains a number per call is never flat where two rounds reach its second doubling, wherever one ends", () => {
    const blocks = { ...rule, toleranceBytes: 8192, movesInBlocks: true };
    for (let length = TYPED_ARRAY_NUMBERS - 63; length <= 4096; length += 7) {
      for (let rounds = 1; rounds <= 12; rounds++) {
        const points = pointsOf(typedArrayBytes, { rounds, length });

        expect([length, rounds, assessFlatness(points, blocks)]).toEqual([length, rounds, undefined]);
      }
    }
  });

  test("a block more in a round is flat once the next one adds none", () => {
    const blocks = { ...rule, toleranceBytes: 8192, movesInBlocks: true };
    const points = pointsOf((calls) => (calls > 128 ? 8192 : 0), { rounds: 2 });

    expect(assessFlatness(points.slice(0, 2), blocks)).toBeUndefined();
    expect(assessFlatness(points, blocks)).toMatchObject({ kind: "flat" });
  });

  test("a round that adds nothing is flat at once", () => {
    const points = pointsOf(() => 0, { rounds: 1 });

    expect(assessFlatness(points, rule)).toEqual({ kind: "flat", bytesPerCall: 0, calls: 1024 });
  });

  test("a round that falls by more than the tolerance is not flat: the fall could hide a leak", () => {
    const points = pointsOf((calls) => (calls > 128 ? -200_000 : 0), { rounds: 1 });

    expect(assessFlatness(points, rule)).toBeUndefined();
  });

  test("a leak is not flat where one fall takes as much as all other rounds of any window add", () => {
    for (let rounds = 2; rounds <= 12; rounds++) {
      for (let from = 0; from < rounds; from++) {
        for (let fall = from + 1; fall <= rounds; fall++) {
          const leaked = (calls: number): number => 32 * calls;
          const points = pointsOf(leaked, { rounds });
          const fallBytes = leaked(points[rounds]!.calls - points[from]!.calls);
          const fallen = points.map(({ calls, bytes }, index) => ({
            calls,
            bytes: bytes - (index >= fall ? fallBytes : 0),
          }));

          expect([rounds, from, fall, assessFlatness(fallen, rule)]).toEqual([rounds, from, fall, undefined]);
        }
      }
    }
  });

  test("one reading that was too high is flat, and so is what falls again and again", () => {
    const withPeak = pointsOf((calls) => (calls === 128 + 6 * 1024 ? 100_000 : 0));
    const sawTooth = pointsOf((calls) => 40 * (calls % 3072), { rounds: 11 });

    expect(assessFlatness(withPeak, rule)).toMatchObject({ kind: "flat", bytesPerCall: 0 });
    expect(assessFlatness(sawTooth, rule)).toMatchObject({ kind: "flat" });
  });

  test("a window shorter than all calls before it is not flat, however still it is", () => {
    const points = pointsOf(elementsBytes, { rounds: 16 });
    const still = points.findIndex((point, index) => point.bytes === points[index - 1]?.bytes);

    expect(still).toBeGreaterThan(1);
    expect(assessFlatness(points.slice(0, still + 1), rule)).toBeUndefined();
  });

  test("fewer calls than the rule asks for are not flat", () => {
    expect(
      assessFlatness(
        pointsOf(() => 0, { rounds: 1, length: 31 }),
        rule,
      ),
    ).toBeUndefined();
  });

  test("in a short window the tolerance shrinks, so that an object per call shows", () => {
    const points = [
      { calls: 8, bytes: 0 },
      { calls: 40, bytes: 128 },
    ];

    expect(assessFlatness(points, rule)).toBeUndefined();
  });

  test("growth within the allowance is flat", () => {
    const points = pointsOf((calls) => 60 * calls, { rounds: 2 });

    expect(assessFlatness(points, { ...rule, allowedBytesPerCall: 64 })).toMatchObject({ kind: "flat" });
  });
});

describe("growth", () => {
  test("the same bytes on every call are growth", () => {
    expect(
      assessGrowth(
        pointsOf((calls) => 56 * calls),
        rule,
      ),
    ).toMatchObject({ kind: "growing", bytesPerCall: 56 });
  });

  test("a number pushed per call is growth at whatever round one looks, although most rounds add nothing", () => {
    for (let rounds = 8; rounds <= 64; rounds++) {
      expect([rounds, assessGrowth(pointsOf(elementsBytes, { rounds }), rule).kind]).toEqual([rounds, "growing"]);
    }
  });

  test("an object on every tenth call is growth", () => {
    expect(
      assessGrowth(
        pointsOf((calls) => 56 * Math.floor(calls / 10)),
        rule,
      ),
    ).toMatchObject({ kind: "growing" });
  });

  test("growth that ends is flat once as many calls have passed since", () => {
    const points = pointsOf((calls) => 440 * Math.min(calls, 5000), { rounds: 12 });

    expect(assessGrowth(points.slice(0, 5), rule).kind).toBe("growing");
    expect(assessGrowth(points, rule).kind).toBe("flat");
  });

  test("growth that halves whenever the calls double is slowing", () => {
    const points = pointsOf((calls) => 200_000 * Math.log2(calls), { rounds: 16 });

    expect(assessGrowth(points, rule).kind).toBe("slowing");
  });

  test("a Map that gains a number per call is not flat by its slope either, wherever a round ends", () => {
    for (let length = 32; length <= 4096; length += 31) {
      for (let rounds = 8; rounds <= 40; rounds++) {
        const points = pointsOf(tableBytes, { rounds, length });

        expect([length, rounds, assessGrowth(points, rule).kind]).not.toEqual([length, rounds, "flat"]);
      }
    }
  });

  test("a saw-tooth that goes nowhere is flat by its slope", () => {
    const points = pointsOf((calls) => (calls * 97) % 40_000, { rounds: 64, length: 4096 });

    expect(assessGrowth(points, rule).kind).toBe("flat");
  });

  test("a leak is not flat by its slope while other memory is let go, faster than it grows", () => {
    // An object per call that is kept, while timers that an earlier test had left end: calls and bytes of each round, as read in Vitest on Node 24.
    const rounds = [
      [96, 6384],
      [768, 51_504],
      [1570, 96_200],
      [1536, -69_784],
      [3072, -257_568],
      [3072, -849_880],
      [3072, -251_448],
      [3072, -1_054_256],
      [3072, -1_537_936],
      [3072, -511_968],
      [3072, -763_544],
      [3072, -854_016],
      [3072, -169_984],
      [3072, -376_296],
      [3072, -511_968],
      [3072, -512_032],
      [3072, -512_000],
    ] as const;
    const points: Point[] = [{ calls: 130, bytes: 60_000_000 }];
    for (const [calls, added] of rounds) {
      const before = points.at(-1)!;
      points.push({ calls: before.calls + calls, bytes: before.bytes + added });

      expect([points.length, assessGrowth(points, rule).kind]).not.toEqual([points.length, "flat"]);
    }
  });

  test("a body that copies all that it has retained is growth, although it grows faster and faster", () => {
    const points = pointsOf((calls) => 4 * calls ** 2, { rounds: 16 });

    expect(assessGrowth(points, rule).kind).toBe("growing");
  });

  test("growth below the allowance is never growing", () => {
    const points = pointsOf((calls) => 56 * calls);

    expect(assessGrowth(points, { ...rule, allowedBytesPerCall: 56 }).kind).not.toBe("growing");
  });

  test("three rounds that agree are enough where more do not fit", () => {
    const points = pointsOf((calls) => 955_000 * calls, { rounds: 3, length: 20 });

    expect(assessGrowth(points, rule)).toMatchObject({ kind: "growing", rounds: 3 });
  });

  test("the fewest calls are not enough, but what they added is told", () => {
    const points = [9, 11, 12, 13].map((calls) => ({ calls, bytes: 50_000_000 + 960_000 * calls }));

    expect(assessGrowth(points, rule)).toEqual({ kind: "undecided", bytesPerCall: 960_000 });
  });

  test("a check that made no call at all has grown by nothing", () => {
    const points = [0, 0, 0].map((calls) => ({ calls, bytes: 50_000_000 }));

    expect(assessGrowth(points, rule)).toEqual({ kind: "undecided", bytesPerCall: 0 });
  });

  test("two rounds are not enough", () => {
    const points = pointsOf((calls) => 955_000 * calls, { rounds: 2, length: 20 });

    expect(assessGrowth(points, rule).kind).toBe("undecided");
  });

  test("a leak of any size stays a leak under steps and noise of a few hundred bytes", () => {
    const leaks = fc.integer({ min: 8, max: 100_000 });
    const noise = fc.array(fc.integer({ min: 0, max: 240 }), { minLength: 13, maxLength: 13 });
    const step = fc.record({ at: fc.integer({ min: 0, max: 12 }), bytes: fc.integer({ min: 0, max: 4000 }) });

    fc.assert(
      fc.property(leaks, noise, step, (leak, jitter, { at, bytes }) => {
        const points = pointsOf((calls) => leak * calls, { rounds: 12 }).map((point, index) => ({
          calls: point.calls,
          bytes: point.bytes + (jitter[index] ?? 0) + (index >= at ? bytes : 0),
        }));

        expect(assessGrowth(points, rule).kind).toBe("growing");
      }),
    );
  });

  test("noise of a few hundred bytes and a step of any size are never growing", () => {
    const noise = fc.array(fc.integer({ min: 0, max: 240 }), { minLength: 13, maxLength: 13 });
    const step = fc.record({ at: fc.integer({ min: 0, max: 12 }), bytes: fc.integer({ min: 0, max: 2_000_000 }) });

    fc.assert(
      fc.property(noise, step, (jitter, { at, bytes }) => {
        const points = pointsOf(() => 0, { rounds: 12 }).map((point, index) => ({
          calls: point.calls,
          bytes: point.bytes + (jitter[index] ?? 0) + (index >= at ? bytes : 0),
        }));

        expect(assessGrowth(points, rule).kind).not.toBe("growing");
      }),
    );
  });
});

test("the sensitivity is the finest growth with a name, or what the tolerance hides in so few calls", () => {
  expect(
    sensitivityOf(
      pointsOf(() => 0),
      rule,
    ),
  ).toBe(3);
  expect(
    sensitivityOf(
      pointsOf(() => 0, { rounds: 1, length: 8 }),
      { ...rule },
    ),
  ).toBeUndefined();
  expect(
    sensitivityOf(
      [
        { calls: 4, bytes: 0 },
        { calls: 12, bytes: 0 },
      ],
      rule,
    ),
  ).toBe(8);
});

test.each([
  // The arrays had 245,000 and 1,000,000 elements before, and double while an object per call is added.
  ["a step that is like growth", 0.5e6 * 2],
  ["a step that is like nothing before it", 0.5e6 * 8],
])("an array that was large before counts by what is added to it, not by its own doubling: %s", (_, step) => {
  const points = pointsOf((calls) => 32 * calls + (calls > 6000 ? step : 0), { rounds: 8, length: 1024 });

  expect(assessGrowth(points, rule).bytesPerCall).toBe(32);
});

test("a leak that is nothing but the doubling of a large table keeps its growth", () => {
  const points = pointsOf((calls) => (calls > 6000 ? 4e6 : 0), { rounds: 8, length: 1024 });

  expect(assessGrowth(points, rule).bytesPerCall).toBeGreaterThan(500);
});

test("a table that the calls alone fill counts with its doubling", () => {
  const points = pointsOf((calls) => 32 * calls + tableBytes(calls), { rounds: 8, length: 1024 });

  expect(assessGrowth(points, rule).bytesPerCall).toBeGreaterThan(50);
});

describe("the growth of a table that stands still since its last step", () => {
  const growthOf = (bytesAfter: (calls: number) => number, length = 256) => {
    const points = pointsOf(bytesAfter, { length, rounds: 12 });
    return points.slice(4).map((_, index) => ratesOf(points.slice(0, index + 4)).stepped);
  };

  test.each([
    ["an array", elementsBytes],
    ["a Map", tableBytes],
    ["a typed array", typedArrayBytes],
  ])("of %s is its growth from the first reading on, wherever a round ends", (_, bytesAfter) => {
    const growths = growthOf(bytesAfter).slice(-5);

    expect(Math.min(...growths)).toBeGreaterThan(3);
  });

  test("is none of a buffer that is emptied when it is full", () => {
    const growths = growthOf((calls) => (calls % 129) * 512, 300);

    expect(growths).toEqual(growths.map(() => 0));
  });

  test("is none where growth falls off: code that is compiled at its first use", () => {
    expect(growthOf((calls) => 40_000 * (1 - Math.exp(-calls / 500)))).toEqual(Array.from({ length: 9 }, () => 0));
  });
});
