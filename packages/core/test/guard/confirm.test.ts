import { expect, test } from "vitest";
import { confirm } from "../../src/guard/second-look.ts";
import type { PhaseGrowth, SuiteRecord } from "../../src/guard/suite-record.ts";

const keeper: PhaseGrowth = {
  place: { phase: "test", test: "keeps" },
  retained: { heap: 3000, external: 0, arrayBuffers: 0 },
};

function record(heap: number, phases: readonly PhaseGrowth[] = []): SuiteRecord {
  return {
    version: 1,
    kind: "suite",
    subject: { file: "/project/a.test.ts" },
    verdict: { kind: "over", excesses: [{ limit: "retained", allowed: 1000, found: heap }] },
    budget: { retainedBytes: 1000, handles: 0, origin: "the default" },
    tests: 2,
    retained: { heap, external: 0, arrayBuffers: 0 },
    runnerBytes: 0,
    noiseBytes: 100,
    phases,
    leftOpen: [],
    cost: { collections: 2, milliseconds: 10 },
    runtime: { node: "24.0.0", v8: "13.6", platform: "linux", arch: "x64" },
  };
}

test("growth that a second look shows as well is laid on whom it shows", () => {
  const confirmed = confirm(record(3200), record(3100, [keeper]));
  expect(confirmed.verdict).toEqual({
    kind: "over",
    excesses: [{ limit: "retained", allowed: 1000, found: 3100, place: keeper.place }],
  });
  expect(confirmed.phases).toEqual([keeper]);
});

test("growth that a second look does not show is no proof, and what was retained in the run stays told", () => {
  const withdrawn = confirm(record(3200), record(900));
  expect(withdrawn.verdict.kind).toBe("inconclusive");
  expect(withdrawn.retained.heap).toBe(3200);
});

test("growth that was only estimated from above is put right by a second look", () => {
  const exact = confirm({ ...record(3200), isEstimate: true }, record(900));
  expect(exact).toMatchObject({ verdict: { kind: "within" }, retained: { heap: 900 } });
  expect(exact.isEstimate).toBeUndefined();
});

test("what is left open needs no second look", () => {
  const server = { kind: "server", count: 1, also: [], stores: [], isBodys: true, stack: [], hops: [] } as const;
  const both: SuiteRecord = { ...record(3200), leftOpen: [{ place: { phase: "beforeAll" }, finding: server }] };
  const excesses = [{ limit: "handles", allowed: 0, found: 1, place: { phase: "beforeAll" } }];
  expect(confirm(both, undefined).verdict).toEqual({ kind: "over", excesses });
  expect(confirm(both, record(900)).verdict).toEqual({ kind: "over", excesses });
});

test("a file that could not be run once more is not called leaking", () => {
  expect(confirm(record(3200), undefined).verdict).toMatchInlineSnapshot(`
    {
      "kind": "inconclusive",
      "reason": "it retained more than its limit, and could not be run once more to find out where",
    }
  `);
});

test("a budget of a test's own is what the test is held to, and comes on top of the file's", () => {
  const budgets = new Map([["keeps", { retainedBytes: 2500, origin: "meta.leak" }]]);
  const exceeded = confirm(record(3200), record(3100, [keeper]), budgets);
  expect(exceeded.verdict).toEqual({
    kind: "over",
    excesses: [{ limit: "perTest", allowed: 2500, found: 3000, place: keeper.place }],
  });
  const roomy = new Map([["keeps", { retainedBytes: 3000, origin: "meta.leak" }]]);
  expect(confirm({ ...record(3200), verdict: { kind: "within" } }, record(3100, [keeper]), roomy).verdict).toEqual({
    kind: "within",
  });
});
