import { afterEach, expect, test } from "vitest";
import { FileMemory } from "../../src/guard/file-memory.ts";
import { MemoryGauge, totalOf } from "../../src/guard/memory-gauge.ts";

const LIMIT_BYTES = 8_000_000;
const KEPT_BYTES = 2_000_000;

let ballast: unknown[] = [];
let kept: unknown[] = [];
afterEach(() => {
  ballast = [];
  kept = [];
});

/** Runs a file of tests in a process that keeps 150 MB; gives what it is told to retain, and how many collections that took. */
async function measure(testFile: (index: number) => void): Promise<{ bytes: number; collections: number }> {
  ballast = makeItems(150_000_000);
  await runIdleFile();
  const gauge = new MemoryGauge();
  const memory = new FileMemory(gauge, LIMIT_BYTES, false);
  await memory.begin();
  for (let index = 0; index < 40; index++) {
    await memory.check();
    testFile(index);
  }
  const { retained } = await memory.end();
  expect(ballast.length).toBeGreaterThan(0);
  return { bytes: totalOf(retained), collections: gauge.collections };
}

test("a file that keeps little is within its limit in a process that keeps much", async () => {
  // What each test makes gets old, and is let go by the next but two.
  const ring: unknown[] = [];

  const { bytes, collections } = await measure((index) => {
    ring[index % 2] = makeItems(KEPT_BYTES / 2);
  });

  expect(ring).toHaveLength(2);
  expect(bytes).toBeLessThan(LIMIT_BYTES);
  expect(collections).toBeLessThanOrEqual(2);
});

test("a file that keeps more than its limit is told to, in a process that keeps much", async () => {
  const { bytes } = await measure(() => {
    kept.push(makeItems(KEPT_BYTES / 2));
  });

  expect(kept).toHaveLength(40);
  expect(bytes).toBeGreaterThan(LIMIT_BYTES);
});

test("a buffer is told to be retained where the heap was taken for larger than it is", async () => {
  await runIdleFile();
  const memory = new FileMemory(new MemoryGauge(), 2 * LIMIT_BYTES, false);
  ballast = makeItems(60_000_000);
  ballast = [];
  await memory.begin();
  kept.push(Buffer.alloc(2.5 * LIMIT_BYTES, 1));
  await memory.check();

  const { retained } = await memory.end();

  expect(totalOf(retained)).toBeGreaterThan(2 * LIMIT_BYTES);
});

// After a file that needed no reading, the next is not read at its start.
async function runIdleFile(): Promise<void> {
  const memory = new FileMemory(new MemoryGauge(), LIMIT_BYTES, false);
  await memory.begin();
  await memory.end();
}

// 60 bytes each.
function makeItems(bytes: number): object[] {
  return Array.from({ length: bytes / 60 }, (_, item) => ({ item, name: `item ${item}` }));
}
