import { describe, expect, test } from "vitest";
import { planMarkedCalls } from "../src/marked-calls.ts";

const ample = { callMs: 0.01, callsMade: 20_000, timeLeftMs: 10_000, maxGrowthBytes: 256e6, heapRoomBytes: 50e6 };

function growingBy(
  bytesPerCall: number,
  judge: "heap" | "arrayBuffers" = "heap",
): Parameters<typeof planMarkedCalls>[0] {
  return { judges: [{ judge, growth: { kind: "growing", bytesPerCall, calls: 200, rounds: 8 } }] };
}

describe("marked calls", () => {
  test("are a hundred of a body that leaves a kilobyte per call", () => {
    expect(planMarkedCalls(growingBy(1024), ample)).toBe(100);
  });

  test("are up to a thousand of a quick body that leaves less: only some of its calls may do so", () => {
    expect(planMarkedCalls(growingBy(10), ample)).toBe(1000);
    expect(planMarkedCalls(growingBy(1000), ample)).toBe(1000);
    expect(planMarkedCalls(growingBy(10), { ...ample, callMs: 0.1 })).toBe(500);
    expect(planMarkedCalls(growingBy(10), { ...ample, callMs: 10 })).toBe(30);
  });

  test("are no more than a tenth of the calls before them, or a hundred: a bounded cache must not be filled by them alone", () => {
    expect(planMarkedCalls(growingBy(10), { ...ample, callsMade: 4000 })).toBe(400);
    expect(planMarkedCalls(growingBy(10), { ...ample, callsMade: 500 })).toBe(100);
  });

  test("are few where the heap that they leave behind would make the snapshot too long", () => {
    expect(planMarkedCalls(growingBy(960_000), { ...ample, callMs: 5 })).toBe(33);
    expect(planMarkedCalls(growingBy(960_000), { ...ample, callMs: 5, heapRoomBytes: 20e6 })).toBe(14);
    expect(planMarkedCalls(growingBy(960_000), { ...ample, callMs: 5, heapRoomBytes: 0 })).toBe(4);
  });

  test("are no more than forty of a quick body that leaves much in the heap", () => {
    expect(planMarkedCalls(growingBy(400_000), ample)).toBe(40);
    expect(planMarkedCalls(growingBy(50_000), ample)).toBe(80);
    expect(planMarkedCalls(growingBy(400_000, "arrayBuffers"), { ...ample, callMs: 0.5 })).toBe(80);
  });

  test("do not mind a snapshot of what lies outside the heap", () => {
    expect(planMarkedCalls(growingBy(500_000, "arrayBuffers"), { ...ample, callMs: 5, heapRoomBytes: 1e6 })).toBe(40);
  });
});
