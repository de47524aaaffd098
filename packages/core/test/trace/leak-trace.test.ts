import { expect, test } from "vitest";
import { renderLeaks } from "../../src/report/leak-trace.ts";
import type { Leak } from "../../src/trace/leak.ts";

const leak: Leak = {
  className: "closure finish",
  count: 64,
  perCall: 1,
  alive: 100,
  shallowBytesPerCall: 96,
  retainedBytesPerCall: 262_410,
  owner: { kind: "own" },
  holder: "module variable `inflight` (Set) in src/job.ts:12",
  allocatedAt: { file: "/project/src/job.ts", line: 31, column: 3, functionName: "download" },
  suspect: 2,
  trace: [
    {
      reference: "",
      name: "module",
      status: "NO",
      reason: "existed before the calls",
      position: { file: "/project/src/job.ts", line: 1, column: 1 },
    },
    {
      reference: "module variable `inflight`",
      name: "Set",
      status: "NO",
      reason: "existed before the calls",
      position: { file: "/project/src/job.ts", line: 12, column: 7 },
    },
    {
      reference: "Set entry",
      name: "closure finish",
      status: "YES",
      reason: "1 born in every call",
      position: { file: "/project/src/job.ts", line: 33, column: 18 },
    },
    { reference: "variable `buffer`", name: "Buffer", status: "YES", reason: "1 born in every call" },
  ],
  victims: [
    { className: "Buffer", perCall: 1, shallowBytesPerCall: 262_144 },
    { className: "Promise (pending)", perCall: 2, shallowBytesPerCall: 96 },
  ],
};

test("a leak reads from what existed before the calls to what was born in them", () => {
  expect(renderLeaks({ calls: 64, leaks: [leak], runnerHeld: [] }, { root: "/project" })).toMatchInlineSnapshot(`
    "1 × closure finish per call, keeping 262 kB per call alive
      held by module variable \`inflight\` (Set) in src/job.ts:12
      created in download (src/job.ts:31)
      ┬
      ├─ module (src/job.ts)
      │    Leaking: NO (existed before the calls)
      ├─ module variable \`inflight\`: Set (src/job.ts:12)
      │    Leaking: NO (existed before the calls)
      ├─ Set entry: closure finish (src/job.ts:33)
      │  ~~~~~~~~~
      │    Leaking: YES (1 born in every call)
      ╰→ variable \`buffer\`: Buffer
           Leaking: YES (1 born in every call)
      which keeps, per call: 1 × Buffer (262 kB), 2 × Promise (pending) (96 B)"
  `);
});

test("what the runner holds is told apart", () => {
  const held: Leak = {
    ...leak,
    className: "Array",
    retainedBytesPerCall: 96,
    holder: "the call records of a test double (`mock.calls` of module variable `spy`)",
  };

  expect(renderLeaks({ calls: 64, leaks: [], runnerHeld: [held] }, { root: "/project" })).toMatchInlineSnapshot(`
    "held by the test runner, not counted as a leak:
      1 × Array per call (96 B per call) in the call records of a test double
        (\`mock.calls\` of module variable \`spy\`)"
  `);
});

test("a leak of every tenth call is counted over all calls, and a dependency is named with its version", () => {
  const sparse: Leak = {
    ...leak,
    count: 6,
    perCall: 0.1,
    owner: { kind: "dependency", name: "lru", version: "1.2.3" },
    victims: [],
    trace: leak.trace.slice(0, 3),
  };

  expect(renderLeaks({ calls: 60, leaks: [sparse], runnerHeld: [] }, { root: "/project" })).toMatchInlineSnapshot(`
    "6 × closure finish in 60 calls, keeping 262 kB per call alive
      held by module variable \`inflight\` (Set) in src/job.ts:12, of package lru
        1.2.3
      created in download (src/job.ts:31)
      ┬
      ├─ module (src/job.ts)
      │    Leaking: NO (existed before the calls)
      ├─ module variable \`inflight\`: Set (src/job.ts:12)
      │    Leaking: NO (existed before the calls)
      ╰→ Set entry: closure finish (src/job.ts:33)
         ~~~~~~~~~
           Leaking: YES (1 born in every call)"
  `);
});

test("no line is wider than a terminal of 80 columns", () => {
  const long: Leak = {
    ...leak,
    victims: Array.from({ length: 9 }, (_, at) => ({
      className: `SomeRatherLongClassName${at}`,
      perCall: 1,
      shallowBytesPerCall: 100,
    })),
  };

  const lines = renderLeaks({ calls: 64, leaks: [long], runnerHeld: [long] }, { root: "/project" }).split("\n");

  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});
