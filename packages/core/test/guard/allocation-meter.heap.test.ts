import { expect, test } from "vitest";
import { AllocationMeter } from "../../src/guard/allocation-meter.ts";
import { MemoryGauge } from "../../src/guard/memory-gauge.ts";

const ITEMS = 100_000;
const SIZE_BYTES = 6_000_000;

test("what was allocated and let go is told from what is kept, without a full collection", async () => {
  const gauge = new MemoryGauge();
  await gauge.read();
  const meter = new AllocationMeter();

  letGo();
  await gauge.collectYoung();

  const survived = meter.survivedAtMost();
  const allocated = meter.allocated();
  meter.stop();
  expect(allocated).toBeGreaterThan(SIZE_BYTES);
  expect(survived).toBeLessThan(SIZE_BYTES / 4);
  expect(gauge.collections).toBe(2);
});

test("what is kept is never told to be less than it is", async () => {
  const gauge = new MemoryGauge();
  await gauge.read();
  // What was young at the start, and is freed now, makes up for nothing.
  letGo();
  const meter = new AllocationMeter();

  const kept = makeItems(ITEMS);
  await gauge.collectYoung();
  await gauge.collectYoung();

  expect(meter.survivedAtMost()).toBeGreaterThan(SIZE_BYTES);
  meter.stop();
  expect(kept).toHaveLength(ITEMS);
});

// Bit by bit, as tests do: none of it gets old.
function letGo(): void {
  for (let part = 0; part < 100; part++) makeItems(ITEMS / 100);
}

function makeItems(length: number): object[] {
  return Array.from({ length }, (_, item) => ({ item, name: `item ${item}` }));
}
