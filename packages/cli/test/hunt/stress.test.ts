import fc from "fast-check";
import picocolors from "picocolors";
import { expect, test } from "vitest";
import { renderStress } from "../../src/report/render-stress.ts";
import { tallyTests } from "../../src/stress/tally-tests.ts";
import { wilsonInterval } from "../../src/stress/wilson-interval.ts";
import { CLEAN, IN_DOUBT, leakOf, recordOf } from "./leak-of.ts";

// Table 1 of R. G. Newcombe, Statistics in Medicine 17 (1998): the score method without continuity correction.
test.for([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
] as const)("%i of %i runs give the published interval", ([hits, runs, low, high]) => {
  const estimate = wilsonInterval(hits, runs);

  expect(estimate.low).toBeCloseTo(low, 4);
  expect(estimate.high).toBeCloseTo(high, 4);
});

test("an interval holds the rate, lies between 0 and 1, and mirrors that of the runs without a leak", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(1000), (runs, some) => {
      const hits = Math.min(some, runs);
      const { rate, low, high } = wilsonInterval(hits, runs);
      const mirrored = wilsonInterval(runs - hits, runs);

      expect(0 <= low && low <= rate && rate <= high && high <= 1).toBe(true);
      expect(low).toBeCloseTo(1 - mirrored.high, 10);
    }),
  );
});

const RUNS = [
  { records: [recordOf("flaky", leakOf(40)), recordOf("clean", CLEAN)] },
  { records: [recordOf("flaky", CLEAN), recordOf("clean", CLEAN)] },
  { records: [recordOf("flaky", IN_DOUBT), recordOf("clean", CLEAN)] },
  { records: [], failure: "did not end within 300 s" },
];

test("tests are counted run by run, and runs without a verdict are no evidence", () => {
  expect(tallyTests(RUNS, "/project")).toMatchObject([
    { test: "a.test.ts > flaky", leaks: 1, cleans: 1, others: 2, estimate: { rate: 0.5 } },
    { test: "a.test.ts > clean", leaks: 0, cleans: 3, others: 1, estimate: { rate: 0, low: 0 } },
  ]);
});

test("the report states rates with intervals, and the bisection that fits", () => {
  const text = renderStress(tallyTests(RUNS, "/project"), {
    colors: picocolors.createColors(false),
    runs: RUNS.length,
    seconds: 80,
    failures: [["did not end within 300 s", 1]],
    command: ["vitest", "run", "-t", "a pool"],
    isHunt: false,
    isInterrupted: false,
  });

  expect(text).toMatchInlineSnapshot(`
    "4 runs in fresh processes, 1 min 20 s.

    leak  clean  other  leaks in (95 % interval)  test
    1     1      2      50 % (9 to 91 %)          a.test.ts > flaky
    0     3      1      0 % (0 to 56 %)           a.test.ts > clean

    1 run without a verdict: did not end within 300 s

    Find the release of Node that began it:
      leakproof bisect --jobs 2 -- vitest run -t 'a pool'
    "
  `);
});
