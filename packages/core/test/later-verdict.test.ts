import { expect, test } from "vitest";
import type { JudgeEvidence } from "../src/evidence.ts";
import { closing, isOpen, outweighing } from "../src/later-verdict.ts";
import type { Explanation } from "../src/trace/leak.ts";
import type { Verdict } from "../src/verdict.ts";

const judges = (bytesPerCall: number): JudgeEvidence[] => [
  { judge: "heap", growth: { kind: "undecided", bytesPerCall } },
];
const clean: Verdict = { kind: "clean", because: "flat", ignored: [] };
const rates = (usual: number, overall = usual) =>
  new Map(
    (["heap", "arrayBuffers"] as const).map((judge) => [
      judge,
      { overall, stepped: overall, usual, eighth: usual, round: usual },
    ]),
  );
const leaking = (calls: number): Extract<Verdict, { kind: "leaking" }> => ({
  kind: "leaking",
  judges: ["heap"],
  bytesPerCall: 100,
  calls,
  proof: "objects",
  ignored: [],
});
const falling: Verdict = { kind: "inconclusive", reason: { kind: "falling", bytesPerCall: -20 } };
const inconclusive = (kind: "scattered" | "slowing"): Verdict => ({
  kind: "inconclusive",
  reason: kind === "slowing" ? { kind, earlierBytesPerCall: 200, bytesPerCall: 50 } : { kind },
});

test("more rounds are wanted where the verdict is open, or a cache could still be filling", () => {
  expect([inconclusive("scattered"), leaking(4000)].map((verdict) => isOpen(verdict, 10_000))).toEqual([true, true]);
  expect([clean, leaking(20_000)].map((verdict) => isOpen(verdict, 10_000))).toEqual([false, false]);
});

test("more rounds are wanted of what bytes alone have shown, over however many calls", () => {
  expect(isOpen({ ...leaking(21_000), proof: "bytes" }, 10_000)).toBe(true);
});

test("more rounds refute a leak by growth that stops or slows down, not by scatter", () => {
  const first = { verdict: leaking(4000), judges: judges(100), rates: rates(100) };
  const later = (verdict: Verdict, bytesPerCall: number) => ({
    verdict,
    judges: judges(bytesPerCall),
    rates: rates(bytesPerCall),
  });

  expect(outweighing(later(clean, 0), first)).toBe(clean);
  expect(outweighing(later(inconclusive("slowing"), 50), first)).toMatchObject({ reason: { kind: "slowing" } });
  expect(outweighing(later(inconclusive("scattered"), 5), first)).toMatchObject({ reason: { kind: "slowing" } });
  expect(outweighing(later(inconclusive("scattered"), 90), first)).toBeUndefined();
  expect(outweighing(later(falling, -20), first)).toBe(falling);
});

test("more rounds refute a leak by growth that all but stops, although its objects are still there: a cache that is full", () => {
  const first = { verdict: leaking(4000), judges: judges(100), rates: rates(100) };
  const later = (bytesPerCall: number) => ({
    verdict: leaking(17_000),
    judges: judges(bytesPerCall),
    rates: rates(bytesPerCall),
  });

  expect(outweighing(later(18), first)).toEqual({
    kind: "inconclusive",
    reason: { kind: "slowing", earlierBytesPerCall: 100, bytesPerCall: 18 },
  });
  expect(outweighing(later(80), first)).toMatchObject({ kind: "leaking", calls: 17_000 });
});

test("later rounds in which no table doubles refute no leak of which one did before, and those of nothing but tables are held to all growth", () => {
  const first = (bytesPerCall: number) => ({
    verdict: leaking(22_000),
    judges: judges(100),
    rates: rates(bytesPerCall),
  });
  const later = { verdict: leaking(28_000), judges: judges(25), rates: rates(25) };

  expect(outweighing(later, first(25))).toBe(later.verdict);
  expect(outweighing(later, first(100))).toMatchObject({ reason: { kind: "slowing", earlierBytesPerCall: 100 } });
  expect(outweighing(later, first(0))).toMatchObject({ reason: { kind: "slowing", earlierBytesPerCall: 100 } });
});

test("rounds that scatter do not take the place of a reason that tells more", () => {
  const first = { verdict: inconclusive("slowing"), judges: judges(50), rates: rates(50) };
  const later = (verdict: Verdict) => ({ verdict, judges: judges(50), rates: rates(50) });

  expect(outweighing(later(inconclusive("scattered")), first)).toBeUndefined();
  expect(outweighing(later(clean), first)).toBe(clean);
});

test("memory outside the heap that stands still between two steps refutes no growth of it, what has all but stopped over all later calls does", () => {
  const verdict = { ...leaking(18_000), judges: ["arrayBuffers"], bytesPerCall: 19, proof: "bytes" } as const;
  const first = { verdict, judges: [], rates: rates(0, 19) };
  const noObjects = { kind: "clean", because: "no objects", ignored: [] } as const;
  const growth = { kind: "slowing", bytesPerCall: 0, earlierBytesPerCall: 19 } as const;
  const later = (overall: number, judge: "heap" | "arrayBuffers") => ({
    verdict: noObjects,
    judges: [{ judge, growth }],
    rates: rates(0, overall),
  });

  expect(outweighing(later(9, "arrayBuffers"), first)).toBeUndefined();
  expect(outweighing({ ...later(9, "arrayBuffers"), verdict: inconclusive("slowing") }, first)).toBeUndefined();
  expect(outweighing(later(1, "arrayBuffers"), first)).toMatchObject({
    reason: { kind: "slowing", earlierBytesPerCall: 19, bytesPerCall: 1 },
  });
  // It is flat by now.
  expect(outweighing(later(9, "heap"), first)).toBe(noObjects);
});

test("what seldom calls leave is a leak only once much of it has piled up, or growth could go no further", () => {
  const recordOf = (...perCall: number[]) => ({
    verdict: leaking(19_000),
    roundsEnd: "time" as const,
    explanation: {
      leaks: perCall.map((share) => ({
        perCall: share,
        alive: share * 10_000,
        retainedBytesPerCall: 100,
      })),
    } as unknown as Explanation,
  });
  const made = (calls: number) => ({ calls, explainedCalls: 10_000 });
  const cache = recordOf(0.01);

  expect(closing(cache, made(19_122))).toEqual({
    kind: "inconclusive",
    reason: { kind: "seldom", share: 0.01, calls: 19_122, tellingCalls: 50_000 },
  });
  expect(closing(cache, made(50_000))).toBe(cache.verdict);
  const number = {
    ...cache,
    explanation: {
      leaks: [{ count: 1, perCall: 0.03, alive: 1, retainedBytesPerCall: 100 }],
    } as unknown as Explanation,
  };
  expect(closing(number, made(15_000))).toBe(number.verdict);
  // Something else makes up the growth.
  const larger = { ...cache, verdict: { ...cache.verdict, bytesPerCall: 65_536 } };
  expect(closing(larger, made(2300))).toBe(larger.verdict);
  expect(closing({ ...cache, roundsEnd: "maxGrowth" }, made(19_122)).kind).toBe("leaking");
  expect(closing({ ...cache, verdict: { ...cache.verdict, proof: "bytes" } }, made(19_122)).kind).toBe("leaking");
  expect([closing(recordOf(0.01, 0.05), made(300)), closing(recordOf(), made(300))].map(({ kind }) => kind)).toEqual([
    "leaking",
    "leaking",
  ]);
});
