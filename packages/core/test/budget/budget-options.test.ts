import { expect, test } from "vitest";
import { budgetNames, readBudget } from "../../src/budget/budget-options.ts";
import { readBudgetText } from "../../src/budget/budget-text.ts";
import { readFileBudgets } from "../../src/budget/file-budgets.ts";
import { messageOf } from "./message-of.ts";

test("sizes are read as people write them", () => {
  const given = {
    files: "src/api/**",
    retained: "512 kB",
    perTest: "32 KiB",
    handles: 0,
    pendingOps: 2,
    reason: "#41",
  };

  expect(readFileBudgets([given])).toEqual([
    { files: ["src/api/**"], retainedBytes: 512_000, perTestBytes: 32_768, handles: 0, pendingOps: 2, reason: "#41" },
  ]);
});

test("an entry may have several patterns", () => {
  expect(readFileBudgets([{ files: ["a/**", "b/**"], retained: 0 }])).toEqual([
    { files: ["a/**", "b/**"], retainedBytes: 0 },
  ]);
});

test("what is wrong is told with its place", () => {
  const told = (entry: unknown): string => messageOf(() => readFileBudgets([{ files: "a/**", handles: 0 }, entry]));

  expect(told({ files: "b/**", retained: "512 kX" })).toMatchInlineSnapshot(
    `"TypeError: budgets[1].retained: "512 kX" is no size: write bytes as a number, or for example "512 B", "1 kB", "2 MiB""`,
  );
  expect(told({ files: "b/**", retaind: "512 kB" })).toMatchInlineSnapshot(
    `"TypeError: budgets[1]: there is no "retaind": did you mean retained?"`,
  );
  expect(told({ file: "b/**", retained: "512 kB" })).toMatchInlineSnapshot(
    `"TypeError: budgets[1]: there is no "file": did you mean files?"`,
  );
  expect(told({ files: "b/**", descriptors: 1 })).toMatchInlineSnapshot(
    `"TypeError: budgets[1]: there is no "descriptors": known are retained, handles, pendingOps, reason, perTest, files"`,
  );
  expect(told({ files: "b/**", handles: -1 })).toMatchInlineSnapshot(
    `"TypeError: budgets[1].handles: expected a whole number of at least 0, received -1"`,
  );
  expect(told({ files: "b/**", handles: 1, reason: " " })).toMatchInlineSnapshot(
    `"TypeError: budgets[1].reason: expected a text that says why, received " ""`,
  );
  expect(told({ files: "b/**" })).toMatchInlineSnapshot(
    `"TypeError: budgets[1] sets nothing: give it one of retained, perTest, handles, pendingOps"`,
  );
  expect(told({ retained: 1 })).toMatchInlineSnapshot(
    `"TypeError: budgets[1]: files is missing: name the test files, as in "src/api/**""`,
  );
  expect(told({ files: [], retained: 1 })).toMatchInlineSnapshot(
    `"TypeError: budgets[1].files: expected a pattern of paths, received an array"`,
  );
  expect(told("512 kB")).toMatchInlineSnapshot(
    `"TypeError: budgets[1]: expected an object such as { files: "src/api/**", retained: "512 kB" }, received "512 kB""`,
  );
  expect(messageOf(() => readFileBudgets({ files: "a" }))).toMatchInlineSnapshot(
    `"TypeError: budgets: expected a list, received an object"`,
  );
});

test("a test has a budget of its own, not one per test", () => {
  expect(messageOf(() => readBudget({ perTest: 1 }, "meta.leak", budgetNames.test))).toMatchInlineSnapshot(
    `"TypeError: meta.leak: perTest is for files: what a test itself may add is its retained"`,
  );
});

test.each([
  ["64kB", { retainedBytes: 64_000 }],
  [" 1.5 MB ", { retainedBytes: 1_500_000 }],
  ["retained=512 kB perTest=32kB", { retainedBytes: 512_000, perTestBytes: 32_000 }],
  ["handles=1, pendingOps = 2,", { handles: 1, pendingOps: 2 }],
])("the text %s is a budget", (text, budget) => {
  expect(readBudgetText(text, "LEAKPROOF_BUDGET")).toEqual(budget);
});

test("a text that is no budget is told with its place", () => {
  const told = (text: string): string => messageOf(() => readBudgetText(text, "@leak-budget"));

  expect(told("64 kilos")).toMatchInlineSnapshot(
    `"TypeError: @leak-budget.retained: "64 kilos" is no size: write bytes as a number, or for example "512 B", "1 kB", "2 MiB""`,
  );
  expect(told("handels=1")).toMatchInlineSnapshot(
    `"TypeError: @leak-budget: there is no "handels": did you mean handles?"`,
  );
  expect(told("handles=many")).toMatchInlineSnapshot(
    `"TypeError: @leak-budget.handles: expected a whole number of at least 0, received "many""`,
  );
  expect(told("")).toMatchInlineSnapshot(
    `"TypeError: @leak-budget.retained: "" is no size: write bytes as a number, or for example "512 B", "1 kB", "2 MiB""`,
  );
});
