import { describe, expect, test } from "vitest";
import { planMarkedCalls } from "../src/marked-calls.ts";

const ample = { callMs: 0.01, timeLeftMs: 10_000, maxGrowthBytes: 256e6, heapRoomBytes: 50e6 };

function growingBy(
  bytesPerCall: number,
  judge: "heap" | "arrayBuffers" = "heap",
): Parameters<typeof planMarkedCalls>[0] {
  return { judges: [{ judge, growth: { kind: "growing", bytesPerCall, calls: 200, rounds: 8 } }] };
}

describe("marked calls", () => {
  test("are a hundred of a body that is quick and leaves little", () => {
    expect(planMarkedCalls(growingBy(100), ample)).toBe(100);
  });

  test("are few where the heap that they leave behind would make the snapshot too long", () => {
    expect(planMarkedCalls(growingBy(960_000), { ...ample, callMs: 5 })).toBe(33);
    expect(planMarkedCalls(growingBy(960_000), { ...ample, callMs: 5, heapRoomBytes: 20e6 })).toBe(14);
    expect(planMarkedCalls(growingBy(960_000), { ...ample, callMs: 5, heapRoomBytes: 0 })).toBe(4);
  });

  test("do not mind a snapshot of what lies outside the heap", () => {
    expect(planMarkedCalls(growingBy(500_000, "arrayBuffers"), { ...ample, callMs: 5, heapRoomBytes: 1e6 })).toBe(40);
  });
});
