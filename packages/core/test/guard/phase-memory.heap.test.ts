import { expect, test } from "vitest";
import { MemoryGauge, totalOf } from "../../src/guard/memory-gauge.ts";
import { PhaseMemory } from "../../src/guard/phase-memory.ts";

const LEAST_BYTES = 500_000;
const ALLOCATED_BYTES = 1_000_000;
const KEPT_BYTES = 3_000_000;

test("what one of many tests keeps is laid on it, and few of the others take a reading", async () => {
  const gauge = new MemoryGauge();
  const memory = new PhaseMemory(gauge);
  let kept: object[] = [];

  await memory.begin(LEAST_BYTES);
  for (let index = 0; index < 40; index++) {
    if (index === 17) kept = makeItems(KEPT_BYTES);
    else for (let part = 0; part < 10; part++) makeItems(ALLOCATED_BYTES / 10);
    await memory.mark({ phase: "test", test: `test ${index}` });
  }
  await memory.end();

  expect(kept).toHaveLength(KEPT_BYTES / 60);
  const phases = memory.phases(() => true, 0);
  const others = phases.filter(({ place }) => place.test !== "test 17");
  const leaky = phases.find(({ place }) => place.test === "test 17");
  expect(totalOf(leaky!.retained)).toBeGreaterThan(KEPT_BYTES - LEAST_BYTES);
  expect(Math.max(...others.map(({ retained }) => totalOf(retained)))).toBeLessThan(LEAST_BYTES);
  // With one for each test there would be 82.
  expect(gauge.collections).toBeLessThan(30);
});

// 60 bytes each.
function makeItems(bytes: number): object[] {
  return Array.from({ length: bytes / 60 }, (_, item) => ({ item, name: `item ${item}` }));
}
