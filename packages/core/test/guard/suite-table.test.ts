import { expect, test } from "vitest";
import type { SuiteRecord } from "../../src/guard/suite-record.ts";
import { renderSuites } from "../../src/report/suite-table.ts";

const root = "/project";

function within(file: string, heap: number): SuiteRecord {
  return {
    version: 1,
    kind: "suite",
    subject: { file: `${root}/${file}` },
    verdict: { kind: "within" },
    budget: { retainedBytes: 5_000_000, handles: 0, pendingOps: 0, origin: "the default" },
    tests: 12,
    retained: { heap, external: 0, arrayBuffers: 0 },
    runnerBytes: 115_000,
    noiseBytes: 100_000,
    phases: [],
    leftOpen: [],
    cost: { collections: 2, milliseconds: 31 },
    runtime: { node: "24.21.0", v8: "13.6", platform: "linux", arch: "x64" },
  };
}

const retaining: SuiteRecord = {
  ...within("test/a-folder-of-some-depth/with-a-long-name/of-a-suite/retaining.test.ts", 8_200_000),
  verdict: { kind: "over", excesses: [{ limit: "retained", allowed: 5_000_000, found: 8_200_000 }] },
  phases: [
    {
      place: {
        phase: "test",
        test: "pool > keeps",
        position: { file: `${root}/test/retaining.test.ts`, line: 9, column: 1 },
      },
      retained: { heap: 7_100_000, external: 0, arrayBuffers: 0 },
    },
    {
      place: { phase: "test", test: "pool > runs", concurrent: 3 },
      retained: { heap: 900_000, external: 0, arrayBuffers: 0 },
    },
    { place: { phase: "beforeAll" }, retained: { heap: 200_000, external: 0, arrayBuffers: 0 } },
  ],
};

const open: SuiteRecord = {
  ...within("test/open.test.ts", 120_000),
  verdict: {
    kind: "over",
    excesses: [{ limit: "handles", allowed: 0, found: 1, place: { phase: "beforeAll", suite: "a service" } }],
  },
  leftOpen: [
    {
      place: {
        phase: "beforeAll",
        suite: "a service",
        position: { file: `${root}/test/open.test.ts`, line: 5, column: 3 },
      },
      finding: {
        kind: "server",
        count: 1,
        detail: "on :::8080",
        also: [],
        stores: [],
        isBodys: true,
        createdAt: { file: `${root}/src/service.ts`, line: 8, column: 12, functionName: "listen" },
        stack: [],
        hops: [],
      },
    },
  ],
};

const doubtful: SuiteRecord = {
  ...within("test/doubtful.test.ts", 6_000_000),
  verdict: { kind: "inconclusive", reason: "what it retained in the run was not retained when it was run once more" },
};

test("nothing is told where nothing was guarded", () => {
  expect(renderSuites([], { root })).toBe("");
});

test("a run whose files are all within their budgets takes a line", () => {
  const records = [
    within("test/a.test.ts", 40_000),
    { ...within("test/b.test.ts", 310_000), isEstimate: true } as const,
  ];
  expect(renderSuites(records, { root })).toMatchInlineSnapshot(`
    "Leakproof: all 2 test files are within their budgets; test/b.test.ts retains the
      most, ≤ 310 kB"
  `);
});

test("the files that exceed a budget are told with those to blame, in 80 columns", () => {
  const text = renderSuites([within("test/a.test.ts", 40_000), open, doubtful, retaining], { root });
  expect(text).toMatchInlineSnapshot(`
    "Leakproof: 2 of 4 test files leave more behind than allowed; 1 verdict
      inconclusive

      suite                                     budget  retained  open  verdict
      …-long-name/of-a-suite/retaining.test.ts    5 MB    8.2 MB     0  over
      test/open.test.ts                           5 MB    120 kB     1  over
      test/doubtful.test.ts                       5 MB      6 MB     0  inconclusive

      test/a-folder-of-some-depth/with-a-long-name/of-a-suite/retaining.test.ts
        retained 8.2 MB, the limit is 5 MB (the default)
          7.1 MB  test "pool > keeps" (test/retaining.test.ts:9)
          900 kB  3 concurrent tests, from "pool > runs" on: their memory cannot be
            told apart
          taken off: 115 kB of the runner's own; noise: 100 kB

      test/open.test.ts
        1 handle left open, the limit is 0 (the default)
          1 server on :::8080, started in listen (src/service.ts:8)
            in beforeAll of "a service" (test/open.test.ts:5)
            Hint: end it in an afterAll() of the same suite.

      test/doubtful.test.ts
        inconclusive: what it retained in the run was not retained when it was run
          once more

    Cost, over all workers: 8 collections, 124 ms"
  `);
  expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
});
