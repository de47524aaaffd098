import fc from "fast-check";
import { expect, test } from "vitest";
import { type BudgetSettings, resolveBudget, resolveTestBudget } from "../../src/budget/resolve-budget.ts";
import { messageOf } from "./message-of.ts";

const settings: BudgetSettings = { root: "/app", budgets: [] };
const entry = { bytes: 70_000, noiseBytes: 2000, updates: 1, history: [] };

test("without any word a file has the default", () => {
  expect(resolveBudget({ settings, file: "/app/src/a.test.ts" })).toEqual({
    retainedBytes: 10_000_000,
    handles: 0,
    pendingOps: 0,
    origin: "the default",
  });
});

test("each figure comes from the most specific place that states it, and the origin names them", () => {
  const given: BudgetSettings = {
    ...settings,
    budgets: [
      { files: ["src/**"], perTestBytes: 1, handles: 1, reason: "a pool" },
      { files: ["src/api/**"], perTestBytes: 2 },
      { files: ["lib/**"], handles: 9 },
    ],
    environment: { handles: 5, pendingOps: 6 },
    baseline: { "src/api/a.test.ts": entry },
  };

  expect(resolveBudget({ settings: given, file: "/app/src/api/a.test.ts" })).toEqual({
    retainedBytes: 72_000,
    perTestBytes: 2,
    handles: 1,
    pendingOps: 6,
    origin: "the baseline, budgets[1] of the configuration, budgets[0] of the configuration, LEAKPROOF_BUDGET",
    baseline: entry,
    reason: "a pool",
  });
});

test("what a file says of itself goes before the baseline", () => {
  const given = { ...settings, baseline: { "src/a.test.ts": entry } };

  expect(resolveBudget({ settings: given, file: "src/a.test.ts", docblock: "64kB" })).toEqual({
    retainedBytes: 64_000,
    handles: 0,
    pendingOps: 0,
    origin: "@leak-budget",
  });
});

test("a docblock that stands twice is one", () => {
  const docblock = ["retained=64kB", "handles=1"];

  expect(resolveBudget({ settings, file: "a.test.ts", docblock })).toMatchObject({ retainedBytes: 64_000, handles: 1 });
});

test("a test has what it states, and the rest from its suites, inner ones first", () => {
  expect(
    resolveTestBudget([
      { name: "uploads", leak: { retained: "1 MB" } },
      { name: "large files", leak: undefined },
      { name: "files", leak: { retained: "2 MB", handles: 1, reason: "a watcher" } },
    ]),
  ).toEqual({
    retainedBytes: 1_000_000,
    handles: 1,
    origin: 'meta.leak of "uploads", meta.leak of "files"',
    reason: "a watcher",
  });
  expect(resolveTestBudget([{ name: "uploads", leak: undefined }])).toBeUndefined();
  expect(resolveTestBudget([{ name: "uploads", leak: false }])).toBeUndefined();
});

test("a mistake in a test's own budget names the test", () => {
  expect(messageOf(() => resolveTestBudget([{ name: "uploads", leak: { retained: "1 MBit" } }]))).toMatchInlineSnapshot(
    `"TypeError: meta.leak of "uploads".retained: "1 MBit" is no size: write bytes as a number, or for example "512 B", "1 kB", "2 MiB""`,
  );
});

test("the first place of the order that states a figure decides it, whatever the others say", () => {
  const bytes = fc.option(fc.nat(), { nil: undefined });
  fc.assert(
    fc.property(bytes, bytes, bytes, bytes, (docblock, accepted, configured, environment) => {
      const { retainedBytes } = resolveBudget({
        file: "a.test.ts",
        docblock: docblock === undefined ? undefined : String(docblock),
        settings: {
          root: "/app",
          budgets: configured === undefined ? [] : [{ files: ["**"], retainedBytes: configured }],
          ...(environment === undefined ? {} : { environment: { retainedBytes: environment } }),
          ...(accepted === undefined
            ? {}
            : { baseline: { "a.test.ts": { ...entry, bytes: accepted, noiseBytes: 0 } } }),
        },
      });

      expect(retainedBytes).toBe(docblock ?? accepted ?? configured ?? environment ?? 10_000_000);
    }),
  );
});
