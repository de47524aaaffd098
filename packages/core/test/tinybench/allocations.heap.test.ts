import { expect, test } from "vitest";
import { measureAllocations } from "../../src/tinybench/allocations.ts";

const sink: { value?: unknown } = {};

test.each([
  ["nothing", () => {}, 0, 0],
  // A header, and room for its elements.
  ["an array of 100", () => (sink.value = Array.from<number>({ length: 100 }).fill(0)), 800, 1100],
  ["an async function's promise", async () => {}, 32, 400],
] as const)("what a call allocates is told to the byte: %s", async (_, call, least, most) => {
  const { heapBytesPerCall, externalBytesPerCall, precision } = await measureAllocations(call);

  expect(heapBytesPerCall).toBeGreaterThanOrEqual(least);
  expect(heapBytesPerCall).toBeLessThanOrEqual(most);
  expect({ externalBytesPerCall, precision }).toEqual({ externalBytesPerCall: 0, precision: "exact" });
});

test("what a call allocated before V8 optimised it is not told", async () => {
  let calls = 0;
  // The calls that look for the largest span, one whole span, and a part of the next.
  const cold = 5_462 + 4_096 + 500;

  const { heapBytesPerCall } = await measureAllocations(() => {
    sink.value = calls++ < cold ? [{ a: 1 }, {}] : { a: 1 };
  });

  expect(heapBytesPerCall).toBe(32);
});

test("a buffer lies outside of the heap", async () => {
  const { heapBytesPerCall, externalBytesPerCall } = await measureAllocations(
    () => (sink.value = Buffer.alloc(100_000)),
  );

  expect(externalBytesPerCall).toBe(100_000);
  expect(heapBytesPerCall).toBeLessThan(500);
});

test("a call during which something is collected is told by what the collector freed", async () => {
  const { heapBytesPerCall, precision } = await measureAllocations(() => {
    sink.value = Array.from({ length: 80 }, () => Array.from<number>({ length: 62_500 }).fill(1.5));
  });

  expect(precision).toBe("collected");
  // 80 arrays of 62,500 numbers are 40 MB; V8 rounds large ones up to whole pages, and makes room while they grow.
  expect(heapBytesPerCall).toBeGreaterThan(40e6);
  expect(heapBytesPerCall).toBeLessThan(130e6);
});
