import { basename } from "node:path";
import { expect, test, vi } from "vitest";
import type { Leak } from "../../src/trace/leak.ts";
import { explainBody } from "./explain-body.ts";
import * as leaks from "./leaks-to-explain.ts";

const CALLS = 32;

function summary({ className, perCall, holder, allocatedAt }: Leak): string {
  const creator =
    allocatedAt === undefined ? "" : ` from ${allocatedAt.functionName ?? ""} in ${basename(allocatedAt.file)}`;
  return `${perCall} × ${className} in ${holder?.replace(/ in \S+$/, "")}${creator}`;
}

test("a job whose sender waits for ever is told with the set in flight and the buffer that its closure keeps", async () => {
  const { leaks: found } = await explainBody(leaks.startJob);

  expect(found.map(({ className }) => className).sort()).toEqual(["Channel", "Promise (pending)"]);
  const channel = found.find(({ className }) => className === "Channel")!;
  expect(channel.holder).toMatch(/^module variable `inflight` \(Set\) in .*leaks-to-explain\.ts:3$/);
  expect(channel.owner).toEqual({ kind: "own" });
  expect(
    channel.retainedBytesPerCall +
      found.find(({ className }) => className === "Promise (pending)")!.retainedBytesPerCall,
  ).toBeGreaterThan(16_384);
  expect(channel.victims.map(({ className }) => className)).toContain("Buffer");
});

test("instances of a class in an array", async () => {
  const { leaks: found, bytesPerCall } = await explainBody(leaks.openSession);

  expect(found.map(summary)).toEqual([
    "1 × Session in module variable `sessions` (Array) from openSession in leaks-to-explain.ts",
  ]);
  expect(found[0]!.count).toBe(CALLS);
  expect(found[0]!.trace.map(({ reference, name, status }) => [reference, name, status])).toEqual([
    ["", "module", "NO"],
    ["module variable `sessions`", "Array", "NO"],
    ["[x]", "Session", "YES"],
    ["`.tags`", "Array", "YES"],
  ]);
  expect(found[0]!.trace[2]!.position?.line).toBe(16);
  expect(bytesPerCall).toBeGreaterThan(80);
  expect(bytesPerCall).toBeLessThan(400);
});

test("instances of a class that extends another one are made by who calls the constructor", async () => {
  const { leaks: found } = await explainBody(leaks.connect);

  expect(found.map(summary)).toEqual([
    "1 × Connection in module variable `connections` (Array) from connect in leaks-to-explain.ts",
  ]);
});

test("values of a Map, with their keys", async () => {
  const { leaks: found } = await explainBody(leaks.nameSession);

  expect(found.map(summary)).toEqual([
    "1 × Session in module variable `byName` (Map) from nameSession in leaks-to-explain.ts",
  ]);
  expect(found[0]!.victims.find(({ className }) => className.startsWith("string"))).toBeDefined();
});

test("listeners that are never removed", async () => {
  const { leaks: found } = await explainBody(leaks.listen);

  expect(found.map(summary)).toEqual([
    "1 × closure onData in module variable `emitter` (EventEmitter) from listen in leaks-to-explain.ts",
  ]);
});

test("numbers pushed to an array bring no new object: the array itself is told, with its sizes", async () => {
  const { leaks: found } = await explainBody(leaks.pushNumber);

  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    className: "Array element",
    count: CALLS,
    perCall: 1,
    shallowBytesPerCall: 8,
    owner: { kind: "own" },
  });
  expect(found[0]!.holder).toMatch(/^module variable `numbers` \(Array\) in .*, from \d+ to \d+ entries in 32 calls$/);
});

test("a string that grows by +=", async () => {
  const { leaks: found } = await explainBody(leaks.appendText);

  expect(found.map(summary)).toEqual([
    "1 × string (concatenated) in module variable `text` from appendText in leaks-to-explain.ts",
  ]);
});

test("timers in an array", async () => {
  const { leaks: found } = await explainBody(leaks.startTimer);

  expect(found.map(summary)).toEqual([
    "1 × Timeout in module variable `timers` (Array) from startTimer in leaks-to-explain.ts",
  ]);
});

test("timers that nobody but the runtime holds", async () => {
  const { leaks: found } = await explainBody(leaks.forgetTimer);

  expect(found.map(({ className, perCall, allocatedAt }) => [className, perCall, allocatedAt?.functionName])).toEqual([
    ["Timeout", 1, "forgetTimer"],
  ]);
});

test("a leak of every tenth call", async () => {
  const { leaks: found } = await explainBody(leaks.leakEveryTenth, 60);

  expect(found.map(({ className, count, perCall }) => [className, count, perCall])).toEqual([["Session", 6, 0.1]]);
});

test("a body that leaks nothing", async () => {
  const { leaks: found } = await explainBody(leaks.leakNothing);

  expect(found).toEqual([]);
});

test("what a test double records is named and is not the body's leak", async () => {
  const double = vi.fn<(input: object) => void>();

  const { leaks: found, runnerHeld } = await explainBody(() => {
    double({});
  });

  expect(found).toEqual([]);
  expect(runnerHeld.length).toBeGreaterThan(0);
  expect(runnerHeld.every(({ owner }) => owner.kind === "runner")).toBe(true);
});
