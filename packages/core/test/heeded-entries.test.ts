import fc from "fast-check";
import { expect, test } from "vitest";
import { type Heeded, heedEntries } from "../src/heeded-entries.ts";
import type { IgnoreEntry } from "../src/ignore-entry.ts";
import { describeUnheeded } from "../src/report/unheeded-entries.ts";

interface Found {
  readonly name: string;
  readonly count: number;
}

const heed = (found: readonly Found[], entries: readonly IgnoreEntry[], today = "2026-06-15"): Heeded<Found> =>
  heedEntries(found, entries, { textsOf: ({ name }) => [name], countOf: ({ count }) => count }, today);

const metric = { name: "Metric", count: 1 };
const socket = { name: "Socket", count: 3 };

test("the first entry in force that matches excuses, and what none matches is reported", () => {
  const entries = [
    { leak: "Metric", reason: "old", expires: "2026-06-14" },
    { leak: /^Met/, reason: "kept until the next scrape" },
    { leak: "Metric", reason: "never asked" },
  ];
  const { reported, excused, unheeded } = heed([metric, socket], entries);

  expect(reported).toEqual([socket]);
  expect(excused.map(({ found, entry }) => [found, entry.reason])).toEqual([[metric, "kept until the next scrape"]]);
  expect(unheeded).toEqual([{ entry: "Metric", reason: "old", because: { kind: "expired", expires: "2026-06-14" } }]);
});

test("an entry counts through its last day", () => {
  const entries = [{ leak: "Metric", reason: "until the release", expires: "2026-06-15" }];

  expect(heed([metric], entries, "2026-06-15").reported).toEqual([]);
  expect(heed([metric], entries, "2026-06-16").reported).toEqual([metric]);
});

test("an entry excuses no more than it knows of, all that it matches together", () => {
  const entries = [{ leak: "Socket", reason: "pooled", count: 4 }];

  expect(heed([socket, { ...socket, count: 1 }], entries).reported).toEqual([]);
  expect(heed([socket, { ...socket, count: 1.02 }], entries).reported).toEqual([]);

  const { reported, unheeded } = heed([socket, { ...socket, count: 2 }], entries);
  expect(reported).toHaveLength(2);
  expect(unheeded).toEqual([
    { entry: "Socket", reason: "pooled", because: { kind: "count exceeded", count: 4, found: 5 } },
  ]);
});

test("an entry that expired and matches nothing is not told", () => {
  expect(heed([socket], [{ leak: "Metric", reason: "old", expires: "2020-01-01" }]).unheeded).toEqual([]);
});

test("what is found is reported or excused, never both and never neither", () => {
  const names = fc.constantFrom("a", "b", "ab", "c");
  const found = fc.array(fc.record({ name: names, count: fc.nat(3) }));
  const entry = fc.record(
    {
      leak: names,
      reason: fc.constant("r"),
      count: fc.integer({ min: 1, max: 3 }),
      expires: fc.constantFrom("2026-01-01", "2027-01-01"),
    },
    { requiredKeys: ["leak", "reason"] },
  );
  fc.assert(
    fc.property(found, fc.array(entry), (all, entries) => {
      const { reported, excused } = heed(all, entries);
      const seen = new Set([...reported, ...excused.map((one) => one.found)]);

      expect(seen.size).toBe(all.length);
      expect(reported.length + excused.length).toBe(all.length);
    }),
  );
});

test("why an entry that matches does not excuse is told with what it knew", () => {
  const { unheeded } = heed(
    [metric, socket],
    [
      { leak: "Metric", reason: "kept until the next scrape", expires: "2026-06-14" },
      { leak: /Sock/i, reason: "pooled", count: 2 },
    ],
  );

  expect(unheeded.map((entry) => describeUnheeded(entry, "in all")).join("\n")).toMatchInlineSnapshot(`
    "Not ignored: the entry for Metric (kept until the next scrape) ended on 2026-06-14.
    Not ignored: the entry for /Sock/i (pooled) knows of 2 in all, and there are 3."
  `);
});
