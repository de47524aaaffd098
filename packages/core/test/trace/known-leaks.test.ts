import { expect, test } from "vitest";
import type { TraceStep } from "../../src/trace/leak.ts";
import { findKnown } from "../../src/trace/words/known-leaks.ts";

const trace = (reference: string, name: string): { trace: TraceStep[] } => ({
  trace: [{ reference, name, status: "NO", reason: "existed before the calls" }],
});
const signals = trace("module variable `gcPersistentSignals`", "Set");

test.each(["22.16.0", "22.23.3", "24.0.0", "24.15.9", "25.9.0", "26.0.1"])(
  "signals that Node %s keeps are a known leak",
  (release) => {
    expect(findKnown(signals, release)).toMatch(/AbortSignal\.any\(\)/);
  },
);

test.each(["20.20.2", "22.9.0", "23.0.0", "24.16.0", "26.1.0", "26.10.0"])("on Node %s they are not", (release) => {
  expect(findKnown(signals, release)).toBeUndefined();
});

test("a set of that kind in the program is not known", () => {
  expect(findKnown(trace("module variable `persistentSignals`", "Set"), "24.0.0")).toBeUndefined();
});
