import { afterEach, expect, test } from "vitest";
import { obtainForceGc } from "../../src/collect/force-gc.ts";
import { type HeldCompilers, holdCompilers } from "../../src/collect/hold-compilers.ts";

const forceGc = obtainForceGc();
const CODE_BYTES = 500_000;
// When code is old enough is up to V8.
const ROUNDS = 5;

let compilers: HeldCompilers | undefined;

afterEach(() => compilers?.restore());

test("code that is not run is kept while the compilers are held, and let go afterwards", () => {
  const functions = compileFunctions();
  compilers = holdCompilers();
  const before = heapAfterWork();
  const held = Array.from({ length: ROUNDS }, heapAfterWork);
  compilers.restore();
  const restored = Array.from({ length: ROUNDS }, heapAfterWork);

  expect(before - Math.min(...held)).toBeLessThan(CODE_BYTES / 10);
  expect(before - Math.min(...restored)).toBeGreaterThan(CODE_BYTES);
  expect(functions).toHaveLength(2000);
});

// Code ages by the collections that V8 makes of its own accord, not by forced ones.
function heapAfterWork(): number {
  for (let index = 0; index < 600; index++) Buffer.alloc(1_000_000);
  forceGc();
  return process.memoryUsage().heapUsed;
}

// Each with code of its own, run once.
function compileFunctions(): readonly (() => unknown)[] {
  const lines = Array.from({ length: 40 }, (_, index) => `a = a * ${index} + b;`).join("\n");
  return Array.from({ length: 2000 }, (_, index) => {
    // oxlint-disable-next-line no-implied-eval, no-new-func
    const one = new Function(`let a = ${index}, b = 1;\n${lines}\nreturn a;`) as () => unknown;
    one();
    return one;
  });
}
