import { createHash } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import type { AnyRecord, Leak } from "@leakproof/core";
import { expect, test } from "vitest";
import { allocationSites } from "../../src/html/records/allocation-sites.ts";
import { budgetTrend } from "../../src/html/records/budget-trend.ts";
import { identify } from "../../src/html/records/identify.ts";
import { mergeTraces, type TreeNode } from "../../src/html/records/merge-traces.ts";
import { figureOf } from "../../src/html/records/record-row.ts";
import { renderRecordsPage } from "../../src/html/records/records-page.ts";
import { excessText } from "../../src/html/records/suite-details.ts";
import { verdictBadge } from "../../src/html/verdicts.ts";
import { leakRecord, readRecorded, ROOT, rootOf, suiteRecord } from "./recorded.ts";

const context = { rootOf, now: new Date("2026-01-01T12:00:00Z") };

test("a record keeps its name when other records come and go, and two of one test have two names", () => {
  const [first, second, ...others] = readRecorded();

  const names = identify([first!, second!, first!], rootOf).map(({ id }) => id);
  const among = identify([...others, second!, first!], rootOf);

  expect(new Set(names).size).toBe(3);
  expect(among.find(({ record }) => record === first)?.id).toBe(names[0]);
  expect(among.find(({ record }) => record === second)?.id).toBe(names[1]);
});

test("a record has the same name wherever the project lies", () => {
  const moved = readRecorded().map((record): AnyRecord => {
    const file = record.subject.file?.replace(ROOT, "/elsewhere");
    return { ...record, subject: { ...record.subject, ...(file === undefined ? {} : { file }) } };
  });

  const here = identify(readRecorded(), rootOf).map(({ id }) => id);

  expect(identify(moved, () => "/elsewhere").map(({ id }) => id)).toEqual(here);
});

const leakOf = (names: readonly string[], className: string): Leak => ({
  ...leakRecord().explanation!.leaks[0]!,
  className,
  trace: names.map((name) => ({ reference: name, name, status: "NO", reason: "" })),
  suspect: 1,
});

const draw = (nodes: readonly TreeNode[], indent = ""): string =>
  nodes
    .map(
      ({ step, isSuspect, children, leaks }) =>
        `\n${indent}${step.name}${isSuspect ? " (suspect)" : ""}${leaks.map(({ className }) => ` <- ${className}`).join("")}${draw(children, `${indent}  `)}`,
    )
    .join("");

test("traces that begin alike share their beginning in the tree", () => {
  const tree = mergeTraces([
    leakOf(["module", "registry", "Session"], "Session"),
    leakOf(["module", "registry", "Timer"], "Timer"),
    leakOf(["module", "registry"], "Map"),
    leakOf(["other", "cache"], "Entry"),
  ]);

  expect(draw(tree)).toMatchInlineSnapshot(`
    "
    module
      registry (suspect) <- Map
        Session <- Session
        Timer <- Timer
    other
      cache (suspect) <- Entry"
  `);
});

test("what is retained is added up by the place that creates it, over all tests that show it", () => {
  const record = leakRecord();
  const bytes = record.explanation!.leaks[0]!.retainedBytesPerCall;

  const sites = allocationSites([
    { id: "a", record, root: ROOT },
    { id: "b", record, root: ROOT },
  ]);

  expect(sites).toEqual([
    {
      file: "src/leaky/job.ts",
      place: "execute:41",
      shares: [{ className: "Promise (pending)", bytes: 2 * bytes, records: ["a", "b"] }],
    },
  ]);
});

test("clean records have nothing retained to show", () => {
  const clean = readRecorded().filter(({ verdict }) => verdict.kind === "clean");

  expect(allocationSites(identify(clean, rootOf))).toEqual([]);
});

test("an excess says how much, what was allowed and who did it", () => {
  const { verdict } = suiteRecord(4);

  expect(verdict.kind === "over" && verdict.excesses.map(excessText)).toEqual([
    '1.37 MB retained by the file, 512 kB allowed: test "pool > releases socket 3"',
  ]);
  expect(excessText({ limit: "handles", allowed: 0, found: 1 })).toBe("1 handle left open, none allowed");
});

test("a trend tells a drift from the noise, and a value over the budget", () => {
  const trend = { suite: "test/a.test.ts", runtime: "Node 24, linux-x64", budgetBytes: 50_000, noiseBytes: 4_000 };
  const textOf = (history: readonly number[]): string | undefined => {
    const [, inside = ""] = /<p class="figure">(.*?)<\/p>/s.exec(budgetTrend({ ...trend, history }).toString()) ?? [];
    return inside
      .replaceAll(/<[^>]+>/g, "")
      .replaceAll(/\s+/g, " ")
      .trim();
  };

  expect(textOf([20_000, 23_000, 22_500])).toBe("22.5 kB now, budget 50 kB; steady within the noise");
  expect(textOf([20_000, 40_000, 61_000])).toBe("61 kB now, budget 50 kB over; +41 kB since the first");
  expect(textOf([20_000])).toBe("20 kB now, budget 50 kB; the first value");
});

test("the policy of a page allows its own style and scripts, and nothing else", () => {
  const page = renderRecordsPage(readRecorded(), context);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll("&#39;", "'");
  const digest = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const [style] = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map((match) => digest(match[1]!));
  const scripts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map((match) => digest(match[1]!));

  expect(policy).toBe(
    `default-src 'none'; style-src ${style}; script-src ${scripts.join(" ")}; img-src data:; base-uri 'none'; form-action 'none'`,
  );
  expect(page).not.toMatch(/ (?:style|on\w+)="/);
});

test("a leak that its assertion asks for is no trouble, and one that is missing is", () => {
  const asked = (record: AnyRecord): AnyRecord => {
    const subject = { ...record.subject, expectsLeak: true as const };
    return { ...record, subject };
  };
  const clean = readRecorded().find(({ kind, verdict }) => kind === "memory" && verdict.kind === "clean")!;
  const badgeOf = (record: AnyRecord): string =>
    verdictBadge(record)
      .toString()
      .replaceAll(/<[^>]+>/g, "")
      .trim();

  expect([leakRecord(), clean].map(badgeOf)).toEqual(["▲ leaking", "✓ clean"]);
  expect([leakRecord(), clean].map(asked).map(badgeOf)).toEqual(["✓ leaks as expected", "▲ leak expected"]);
});

test("an estimate of what a file retains says that it is one", () => {
  const estimate = { ...suiteRecord(2), isEstimate: true as const };

  expect(figureOf(suiteRecord(2))).toBe("1.37 MB retained");
  expect(figureOf(estimate)).toBe("at most 1.37 MB retained");
});

test("a page of no records says so", () => {
  expect(renderRecordsPage([], context)).toContain("There are no records.");
});

test("what a run did not come to stands above what it found", () => {
  const what = "test/b.test.ts did not end: its worker was killed.";

  expect(renderRecordsPage([leakRecord()], { ...context, missing: [what] })).toContain(`<b>Incomplete</b> ${what}`);
  expect(renderRecordsPage([leakRecord()], context)).not.toContain("Incomplete");
});

test("what nobody saw created is told by the place that holds it", () => {
  const record = readRecorded().find(({ subject }) => subject.test === "a session that is not closed")!;

  expect(allocationSites([{ id: "a", record, root: ROOT }])).toMatchObject([
    { file: "async-judge/sessions.ts", place: "held at line 6" },
  ]);
});

test("the evidence of every record is packed into the page, in the order of the lines", () => {
  const page = renderRecordsPage([...readRecorded(), suiteRecord(3)], context);
  const island = /<script type="application\/json" id="details">(.*?)<\/script>/.exec(page)?.[1] ?? "";
  const { chunks } = JSON.parse(island) as { chunks: string[] };
  const details = chunks.flatMap(
    (chunk) => JSON.parse(inflateRawSync(Buffer.from(chunk, "base64")).toString()) as string[],
  );
  const ids = [...page.matchAll(/<details id="test-([0-9a-f]+)"/g)].map((match) => match[1]);

  expect(details.map((text) => /#test=([0-9a-f]+)">Link/.exec(text)?.[1])).toEqual(ids);
});
