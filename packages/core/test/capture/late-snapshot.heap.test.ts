import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test, vi } from "vitest";
import { captureSpan } from "../../src/capture/capture-span.ts";

vi.mock("../../src/capture/snapshot-cost.ts", async (original) => ({
  ...(await original<object>()),
  estimateAnalysisMs: () => 60_000,
}));

test("a snapshot that leaves too little time for its analysis is given up, and deleted", async () => {
  const analyse = vi.fn<() => Promise<void>>();

  const captured = await captureSpan(
    { calls: 1, runCalls: async () => {}, settle: async () => {}, samplesAllocations: false, timeLeftMs: 50_000 },
    analyse,
  );

  expect(captured).toMatchObject({
    kind: "refused",
    reason: expect.stringMatching(
      /^the heap snapshot took [\d.]+ s to write, and [\d.]+ s are left, which are too few for its analysis: give the test a longer timeout$/,
    ),
  });
  expect(analyse).not.toHaveBeenCalled();
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`leakproof-${process.pid}-`))).toEqual([]);
});
