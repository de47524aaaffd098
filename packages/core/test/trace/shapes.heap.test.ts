import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { obtainForceGc } from "../../src/collect/force-gc.ts";
import { nextTurn } from "../../src/collect/real-time.ts";
import { piledUpOver } from "../../src/piled-up.ts";
import { explainLeak } from "../../src/trace/explain.ts";
import type { Leak } from "../../src/trace/leak.ts";
import * as shapes from "./shapes-to-explain.ts";

const CALLS = 40;
const EARLIER_CALLS = 400;

const source = readFileSync(join(import.meta.dirname, "shapes-to-explain.ts"), "utf8");
const lineOf = (text: string): number => source.slice(0, source.indexOf(text)).split("\n").length;

async function explain(body: () => void, bytesPerCall: number, earlierCalls = EARLIER_CALLS): Promise<readonly Leak[]> {
  const runCalls = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at++) body();
  };
  await runCalls(earlierCalls);
  const explained = await explainLeak({
    calls: CALLS,
    runCalls,
    settle,
    samplesAllocations: true,
    growth: { bytesPerCall, calls: earlierCalls },
  });
  if (explained.kind === "refused") throw new Error(explained.reason);
  return explained.explanation.leaks;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) {
    obtainForceGc()();
    await nextTurn();
  }
}

test("listeners of an AbortSignal are held by its controller, however long their list is", async () => {
  const [leak] = await explain(shapes.listenForAbort, 200);

  expect(leak!.holder).toMatch(/^module variable `controller` `\.signal` \(AbortSignal\) in /);
  expect(leak!.trace[leak!.suspect]!.reference).toMatch(/listener/);
  expect(leak!.owner).toEqual({ kind: "own" });
  expect(leak!.allocatedAt).toMatchObject({ functionName: "listenForAbort", line: lineOf("export function listen") });
  expect(leak!.alive).toBeGreaterThanOrEqual(EARLIER_CALLS + CALLS);
});

test("what finally() leaves with a promise is told as such, with the function that called it", async () => {
  const [leak] = await explain(shapes.countWhenOver, 300);

  expect(leak).toMatchObject({ className: "finally function of a Promise", perCall: 2, kind: "promise reaction" });
  expect(leak!.allocatedAt).toMatchObject({
    functionName: "countWhenOver",
    line: lineOf("export function countWhenOver"),
  });
});

test("what piles up in an array that is copied by every call is told, not the copy", async () => {
  const [leak] = await explain(shapes.appendImmutably, 40);

  expect(leak).toMatchObject({ className: "Item", perCall: 1 });
  expect(leak!.holder).toMatch(/^module variable `state` `\.items` \(Array\)/);
  expect(leak!.trace.map(({ status }) => status)).toEqual(["NO", "UNKNOWN", "UNKNOWN", "YES"]);
  expect(leak!.alive).toBeGreaterThanOrEqual(EARLIER_CALLS + CALLS);
});

test.each([
  { body: shapes.turnOverAndPush, name: "history", entry: "Array element", collection: "Array", bytes: 8 },
  { body: shapes.turnOverAndCount, name: "totals", entry: "Map entry", collection: "Map", bytes: 28 },
])(
  "numbers that pile up beside a bounded cache are found ($entry)",
  async ({ body, name, entry, collection, bytes }) => {
    const leaks = await explain(body, bytes);

    const grown = leaks.find(({ className }) => className === entry);
    expect(grown).toMatchObject({ perCall: 1, count: CALLS, owner: { kind: "own" } });
    expect(grown!.alive - grown!.count).toBeGreaterThanOrEqual(EARLIER_CALLS + CALLS);
    expect(grown!.holder).toMatch(
      new RegExp(
        `^module variable \`${name}\` \\(${collection}\\) in .*shapes-to-explain\\.ts:${lineOf(`const ${name}`)}, ` +
          `from ${grown!.alive - CALLS} to ${grown!.alive} entries in ${CALLS} calls$`,
      ),
    );
  },
);

// Few collections are so large: they are looked at by themselves, and not among all of the heap.
test.each([
  { body: shapes.turnOverAndPush, name: "history", bytes: 8 },
  { body: shapes.turnOverAndCount, name: "totals", bytes: 28 },
  { body: shapes.turnOverAndIndex, name: "byNumber", bytes: 8 },
])("numbers that have piled up for long are found ($name)", async ({ body, name, bytes }) => {
  const leaks = await explain(body, bytes, 50_000);

  const [grown] = leaks.filter(({ perCall, className }) => perCall === 1 && className !== "Item");
  expect(grown?.holder).toContain(`module variable \`${name}\``);
  expect(grown!.alive).toBeGreaterThanOrEqual(50_000);
});

test("where objects account for the growth no collection is searched for more", async () => {
  const leaks = await explain(shapes.turnOverAndPush, 0);

  expect(leaks.map(({ className }) => className)).not.toContain("Array element");
});

test("what a FinalizationRegistry keeps is told as such", async () => {
  const [leak] = await explain(shapes.watchForEver, 100);

  expect(leak!.className).toBe("Item");
  expect(leak!.holder).toMatch(/^module variable `registry` \(FinalizationRegistry\) in /);
  expect(leak!.trace[leak!.suspect]!.reference).toBe("held value");
});

// With all edges of the way to each of them kept, these reactions filled four gigabytes.
test("tens of thousands that wait for one promise are counted in little memory", async () => {
  const earlierCalls = 40_000;

  const [leak] = await explain(shapes.waitForNothing, 430, earlierCalls);

  expect(leak!.kind).toBe("suspended function");
  expect(leak!.alive).toBeGreaterThanOrEqual(earlierCalls + CALLS);
});

test("the newest element of a list keeps what one call adds to it", async () => {
  const [leak] = await explain(shapes.prepend, 60);

  expect(leak!.holder).toMatch(/^module variable `last`/);
  expect(leak!.perCall).toBeCloseTo(1);
  expect(leak!.retainedBytesPerCall).toBeLessThan(150);
});

test("properties with new names are told although only the shapes of old objects show them", async () => {
  const leaks = await explain(shapes.addColumn, 140);

  const [column] = leaks;
  expect(leaks).toHaveLength(1);
  expect(column).toMatchObject({ count: CALLS, perCall: 1, owner: { kind: "own" } });
  expect(column!.alive).toBeGreaterThanOrEqual(EARLIER_CALLS + CALLS);
  expect(column!.holder).toMatch(/^module variable `rows` \[x\] \(Object\) in /);
  expect(column!.trace[column!.suspect]!.reference).toBe("property name");
  expect(column!.retainedBytesPerCall).toBeGreaterThan(100);
  expect(column!.retainedBytesPerCall).toBeLessThan(160);
});

test("properties that take the place of others are not", async () => {
  const leaks = await explain(shapes.renameColumn, 140);

  expect(piledUpOver(EARLIER_CALLS + CALLS, leaks)).toEqual([]);
});

test("objects that are one with their native side are told", async () => {
  const leaks = await explain(shapes.compileScript, 700);

  const [script] = leaks;
  expect(leaks).toHaveLength(1);
  expect(script).toMatchObject({ className: "ContextifyScript", count: CALLS, perCall: 1, owner: { kind: "own" } });
  expect(script!.alive).toBeGreaterThanOrEqual(EARLIER_CALLS + CALLS);
  expect(script!.holder).toMatch(/^module variable `scripts` \(Array\) in /);
});

test("of those that replace one another nothing is told", async () => {
  expect(await explain(shapes.replaceScript, 700)).toEqual([]);
});
