import { performance } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import { Caller } from "../src/calls.ts";
import { now } from "../src/collect/real-time.ts";

const callerOf = (body: () => void): Caller => new Caller(body, undefined, undefined, now() + 60_000);

async function turnsIn(run: () => Promise<void>): Promise<number> {
  const before = performance.nodeTiming.uvMetricsInfo.loopCount;
  await run();
  return performance.nodeTiming.uvMetricsInfo.loopCount - before;
}

// The turn after the 256th call sees a timer that is not the body's.
async function besideTimer(caller: Caller): Promise<void> {
  const timer = setTimeout(() => {}, 60_000);
  await caller.run(256, Infinity);
  clearTimeout(timer);
}

describe("calls of a quick body", () => {
  test("are followed by a turn each only as long as they leave work behind", async () => {
    const working = callerOf(() => void setTimeout(() => {}, 1));
    const idle = callerOf(() => {});
    await idle.run(8, Infinity);
    await besideTimer(idle);

    expect(await turnsIn(async () => idle.run(2000, Infinity))).toBeLessThan(200);
    expect(await turnsIn(async () => working.run(200, Infinity))).toBeGreaterThan(200);
    for (const caller of [idle, working]) caller.end();
  });

  test("are followed by no turn for what appears once their work is known", async () => {
    const caller = callerOf(() => {});
    await caller.run(8, Infinity);
    caller.takeWorkForKnown();
    await besideTimer(caller);

    expect(await turnsIn(async () => caller.run(200, Infinity))).toBeLessThan(20);
    caller.end();
  });
});
