import fc from "fast-check";
import { expect, test } from "vitest";
import type { AsyncKind } from "../../src/async/kinds.ts";
import { isWithinMemory, judgeSuite, type SuiteMeasurements } from "../../src/budget/judge-suite.ts";
import type { LeftOpen, PhaseGrowth, PhasePlace, SuiteBudget } from "../../src/guard/suite-record.ts";

const budget: SuiteBudget = { retainedBytes: 1000, perTestBytes: 100, handles: 0, pendingOps: 0, origin: "a test" };
const clean: SuiteMeasurements = { retained: bytes(0), noiseBytes: 50, phases: [], leftOpen: [] };

function bytes(heap: number): PhaseGrowth["retained"] {
  return { heap, external: 0, arrayBuffers: 0 };
}
const ofTest = (test: string, phase: PhasePlace["phase"] = "test"): PhasePlace => ({ phase, test });
const grown = (place: PhasePlace, heap: number): PhaseGrowth => ({ place, retained: bytes(heap) });
const open = (kind: AsyncKind, place: PhasePlace, count = 1): LeftOpen => ({
  place,
  finding: { kind, count, also: [], stores: [], isBodys: true, stack: [], hops: [] },
});

test("a file that leaves nothing behind is within its budget", () => {
  expect(judgeSuite(clean, budget)).toEqual({ kind: "within" });
});

test("a file need not be looked at test by test while no test can have exceeded what it may", () => {
  const own = new Map([["a", { retainedBytes: 80 }]]);
  const within = (heap: number, ...rest: readonly [SuiteBudget, typeof own?]): boolean =>
    isWithinMemory({ retained: bytes(heap), noiseBytes: 50 }, ...rest);
  const ofFile: SuiteBudget = { retainedBytes: 1000, origin: "a test" };

  expect([within(150, budget), within(151, budget)]).toEqual([true, false]);
  expect([within(130, budget, own), within(131, budget, own)]).toEqual([true, false]);
  expect([within(1050, ofFile), within(1051, ofFile)]).toEqual([true, false]);
});

test("what is retained counts in the heap and outside of it, and an excess within the noise is none", () => {
  const retained = { heap: 500, external: 300, arrayBuffers: 250 };

  expect(judgeSuite({ ...clean, retained }, budget)).toEqual({ kind: "within" });
  expect(judgeSuite({ ...clean, retained: { ...retained, heap: 501 } }, budget)).toEqual({
    kind: "over",
    excesses: [{ limit: "retained", allowed: 1000, found: 1051 }],
  });
});

test("where phases were measured, the largest is named", () => {
  const place: PhasePlace = { phase: "beforeAll", suite: "uploads" };
  const phases = [grown(ofTest("a"), 90), grown(place, 3000)];

  expect(judgeSuite({ ...clean, retained: bytes(3090), phases }, budget)).toEqual({
    kind: "over",
    excesses: [{ limit: "retained", allowed: 1000, found: 3090, place }],
  });
});

test("a test is judged with the hooks that ran for it: what afterEach lets go is not its own", () => {
  const balanced = [grown(ofTest("a", "beforeEach"), 400), grown(ofTest("a", "afterEach"), -390)];
  const leaking = [grown(ofTest("b"), 151)];

  expect(judgeSuite({ ...clean, phases: balanced }, budget)).toEqual({ kind: "within" });
  expect(judgeSuite({ ...clean, phases: [...balanced, ...leaking] }, budget)).toEqual({
    kind: "over",
    excesses: [{ limit: "perTest", allowed: 100, found: 151, place: ofTest("b") }],
  });
});

test("concurrent tests, whose memory is read as one, may retain what each of them may", () => {
  const place = { ...ofTest("a and two others"), concurrent: 3 };
  const judged = (heap: number): unknown => judgeSuite({ ...clean, phases: [grown(place, heap)] }, budget);

  expect(judged(350)).toEqual({ kind: "within" });
  expect(judged(351)).toEqual({ kind: "over", excesses: [{ limit: "perTest", allowed: 300, found: 351, place }] });
});

test("a test's own budget goes before that of its file, and comes on top of what the file may retain", () => {
  const phases = [grown(ofTest("large"), 5000), grown(ofTest("b"), 60)];
  const tests = new Map([["large", { retainedBytes: 6000 }]]);
  const measured = { ...clean, retained: bytes(5060), phases };

  expect(judgeSuite(measured, budget)).toMatchObject({ kind: "over" });
  expect(judgeSuite(measured, budget, tests)).toEqual({ kind: "within" });
  expect(judgeSuite({ ...clean, retained: bytes(7000) }, budget, tests)).toEqual({ kind: "within" });
});

test("what a test does not use of its own budget is not for the others", () => {
  const phases = [grown(ofTest("large"), 10), grown({ phase: "beforeAll" }, 4000)];
  const tests = new Map([["large", { retainedBytes: 6000 }]]);

  expect(judgeSuite({ ...clean, retained: bytes(4010), phases }, budget, tests)).toMatchObject({
    excesses: [{ limit: "retained", allowed: 1010, found: 4010 }],
  });
});

test("what stays open is a handle, what has not ended a pending op, and the place of the most is named", () => {
  const hook: PhasePlace = { phase: "beforeAll" };
  const leftOpen = [open("server", hook), open("timeout", ofTest("a"), 3), open("fetch", ofTest("b"))];

  expect(judgeSuite({ ...clean, leftOpen }, budget)).toEqual({
    kind: "over",
    excesses: [
      { limit: "handles", allowed: 0, found: 4, place: ofTest("a") },
      { limit: "pendingOps", allowed: 0, found: 1, place: ofTest("b") },
    ],
  });
  expect(judgeSuite({ ...clean, leftOpen }, { ...budget, handles: 4, pendingOps: 1 })).toEqual({ kind: "within" });
});

test("a test that may leave a handle open is the only one that may", () => {
  const leftOpen = [open("server", ofTest("a")), open("server", ofTest("b"))];
  const tests = new Map([["a", { handles: 1 }]]);

  expect(judgeSuite({ ...clean, leftOpen }, budget, tests)).toEqual({
    kind: "over",
    excesses: [{ limit: "handles", allowed: 0, found: 1, place: ofTest("b") }],
  });
});

test("what a budget does not state is not judged", () => {
  const measured = { ...clean, retained: bytes(1e9), leftOpen: [open("server", ofTest("a"))] };

  expect(judgeSuite(measured, { origin: "a test" })).toEqual({ kind: "within" });
});

test("the noise of a baseline's own run is not counted twice", () => {
  const baseline = { bytes: 900, noiseBytes: 100, updates: 1, history: [] };

  for (const [noiseBytes, most] of [
    [50, 1000],
    [150, 1050],
  ] as const) {
    const judged = (heap: number): string =>
      judgeSuite({ ...clean, noiseBytes, retained: bytes(heap) }, { ...budget, baseline }).kind;
    expect(judged(most)).toBe("within");
    expect(judged(most + 1)).toBe("over");
  }
});

test("a file that retains less, with the same budget, is never judged worse", () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(5000), fc.nat(500), (more, less, noiseBytes) => {
      const judged = (heap: number): string => judgeSuite({ ...clean, noiseBytes, retained: bytes(heap) }, budget).kind;
      const [least, most] = [Math.min(more, less), Math.max(more, less)];

      expect(judged(most) === "within" && judged(least) === "over").toBe(false);
    }),
  );
});
