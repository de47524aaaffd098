import { expect, test } from "vitest";
import { renderLeaks } from "../../src/report/leak-trace.ts";
import type { Leak } from "../../src/trace/leak.ts";
import { leakOf } from "./leak-of.ts";

const leak = leakOf({});

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
      which keeps, per call: 1 × Buffer (262 kB), 2 × Promise (pending) (96 B)
      Hint: Every call adds an entry to the Set \`inflight\`, and none is deleted.
        Delete it when the call is done; of objects, a WeakSet lets go by itself.
      fingerprint 0123456789ab
      more in @leakproof/core/docs/leaks/collections.md"
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
           Leaking: YES (1 born in every call)
      Hint: One call in 10 adds an entry to the Set \`inflight\`, and none is deleted.
        That is code of the package lru: look for its method that undoes the call,
        or for a release that lets go.
      fingerprint 0123456789ab
      more in @leakproof/core/docs/leaks/collections.md"
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

test("leaks with one fingerprint are told once, with what they are together", () => {
  const alike = [leak, { ...leak, retainedBytesPerCall: 1000 }];

  const text = renderLeaks({ calls: 64, leaks: alike, runnerHeld: [] }, { root: "/project" });

  expect(text.split("\n").slice(-3)).toEqual([
    "  together: 263 kB per call",
    "  fingerprint 0123456789ab: 1 of 2 leaks with this fingerprint",
    "  more in @leakproof/core/docs/leaks/collections.md",
  ]);
  expect(text.match(/┬/g)).toHaveLength(1);
});

test("of many leaks the first three are told in full", () => {
  const many = Array.from({ length: 5 }, (_, at) => ({ ...leak, fingerprint: `00000000000${at}` }));

  const text = renderLeaks({ calls: 64, leaks: many, runnerHeld: [] }, { root: "/project" });

  expect(text.match(/┬/g)).toHaveLength(3);
  expect(text.slice(text.indexOf("and 2"))).toMatchInlineSnapshot(`
    "and 2 smaller leaks:
      1 × closure finish per call, keeping 262 kB per call alive
        held by module variable \`inflight\` (Set) in src/job.ts:12
        created in download (src/job.ts:31)
        fingerprint 000000000003
      1 × closure finish per call, keeping 262 kB per call alive
        held by module variable \`inflight\` (Set) in src/job.ts:12
        created in download (src/job.ts:31)
        fingerprint 000000000004"
  `);
});

test("a position that does not fit beside its object stands below it", () => {
  const file = "/project/packages/orders/src/adapters/http/subscriptions/inflight-subscriptions.ts";
  const far = { ...leak, trace: leak.trace.map((step) => ({ ...step, position: { file, line: 12, column: 7 } })) };

  const text = renderLeaks({ calls: 64, leaks: [far], runnerHeld: [] }, { root: "/project" });

  expect(text.slice(text.indexOf("  ┬"), text.indexOf("  which keeps"))).toMatchInlineSnapshot(`
    "  ┬
      ├─ module
      │    (packages/orders/src/adapters/http/subscriptions/inflight-subscriptions.ts)
      │    Leaking: NO (existed before the calls)
      ├─ module variable \`inflight\`: Set
      │    (packages/orders/src/adapters/http/subscriptions/inflight-subscriptions.ts:12)
      │    Leaking: NO (existed before the calls)
      ├─ Set entry: closure finish
      │  ~~~~~~~~~
      │    (packages/orders/src/adapters/http/subscriptions/inflight-subscriptions.ts:12)
      │    Leaking: YES (1 born in every call)
      ╰→ variable \`buffer\`: Buffer
           (packages/orders/src/adapters/http/subscriptions/inflight-subscriptions.ts:12)
           Leaking: YES (1 born in every call)
    "
  `);
});

test("code is shown where the leak is created and held; without colours nothing but the text is there", () => {
  const framed: Leak = {
    ...leak,
    victims: [],
    frames: [
      {
        shows: "creation",
        position: { file: "/project/src/job.ts", line: 31, column: 3 },
        text: "  30 |\n> 31 | const finish = () => {};\n     |       ^\n  32 |",
      },
      {
        shows: "holder",
        position: { file: "/project/src/job.ts", line: 12, column: 7 },
        text: "> 12 | const inflight",
      },
    ],
  };

  const text = renderLeaks({ calls: 64, leaks: [framed], runnerHeld: [] }, { root: "/project" });

  expect(text.slice(text.indexOf("  created here"))).toMatchInlineSnapshot(`
    "  created here (src/job.ts:31):
          30 |
        > 31 | const finish = () => {};
             |       ^
          32 |
      held here (src/job.ts:12):
        > 12 | const inflight
      fingerprint 0123456789ab
      more in @leakproof/core/docs/leaks/collections.md"
  `);
});

test("colours paint the statuses, the suspect reference and the marked line of a frame, and dim what is secondary", () => {
  const colors = {
    dim: (text: string) => `<dim>${text}</dim>`,
    red: (text: string) => `<red>${text}</red>`,
    green: (text: string) => `<green>${text}</green>`,
    bold: (text: string) => `<bold>${text}</bold>`,
  };
  const framed: Leak = {
    ...leak,
    frames: [
      { shows: "holder", position: { file: "/project/src/job.ts", line: 12, column: 7 }, text: "> 12 | code\n  13 |" },
    ],
  };

  const text = renderLeaks({ calls: 64, leaks: [framed], runnerHeld: [] }, { root: "/project", colors });

  expect(text).toContain("Leaking: <green>NO</green> <dim>(existed before the calls)</dim>");
  expect(text).toContain("Leaking: <red>YES</red> <dim>(1 born in every call)</dim>");
  expect(text).toContain("<red>~~~~~~~~~</red>");
  expect(text).toContain("    <red>> 12 | code</red>\n    <dim>  13 |</dim>");
  expect(text).toContain("<dim>  fingerprint 0123456789ab</dim>");
});

test("what has no age is told as unknown", () => {
  const shared: Leak = {
    ...leak,
    trace: [
      ...leak.trace.slice(0, 2),
      {
        reference: "Set entry",
        name: "number or shared value",
        status: "UNKNOWN",
        reason: "of unknown age; from 3 to 9 of them",
      },
    ],
  };

  const text = renderLeaks({ calls: 6, leaks: [shared], runnerHeld: [] }, { root: "/project" });

  expect(text).toContain(
    "╰→ Set entry: number or shared value\n     ~~~~~~~~~\n       Leaking: UNKNOWN (of unknown age; from 3 to 9 of them)",
  );
});

test("a leak that this release of Node makes by itself is told apart, with the way out", () => {
  const known: Leak = { ...leak, known: "Node keeps every such signal; mended in Node 24.16.0" };

  expect(renderLeaks({ calls: 64, leaks: [known], runnerHeld: [] }, { root: "/project" })).toMatchInlineSnapshot(`
    "known leaks of this release of Node, which no change of your code mends:
      1 × closure finish per call, keeping 262 kB per call alive
        held by module variable \`inflight\` (Set) in src/job.ts:12
        created in download (src/job.ts:31)
        fingerprint 0123456789ab
        Node keeps every such signal; mended in Node 24.16.0"
  `);
});
