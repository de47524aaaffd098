import { expect, test } from "vitest";
import leakproof from "../src/index.ts";

const messageOf = (options: unknown): string => {
  try {
    leakproof(options as never);
    return "accepted";
  } catch (error) {
    return String(error);
  }
};

test("options may be left out", () => {
  expect(messageOf(undefined)).toBe("accepted");
  expect(messageOf({})).toBe("accepted");
});

test("an unknown option is answered with the nearest", () => {
  expect(messageOf({ recrods: "leaks.ndjson" })).toMatchInlineSnapshot(
    `"TypeError: leakproof: there is no option "recrods": did you mean records?"`,
  );
  expect(messageOf({ Default: {} })).toMatchInlineSnapshot(
    `"TypeError: leakproof: there is no option "Default": did you mean defaults?"`,
  );
});

test("an option that is near to none is answered with all", () => {
  expect(messageOf({ verbose: true })).toMatchInlineSnapshot(
    `"TypeError: leakproof: there is no option "verbose": known are defaults, asyncOps, records, knownLeaks, budgets, baseline, guard"`,
  );
});

test("a value of the wrong kind is named", () => {
  expect(messageOf([])).toMatchInlineSnapshot(
    `"TypeError: leakproof: expected an object of options, received an array"`,
  );
  expect(messageOf({ records: true })).toMatchInlineSnapshot(
    `"TypeError: leakproof: records: expected the path of a file, received a boolean"`,
  );
  expect(messageOf({ records: "" })).toMatchInlineSnapshot(
    `"TypeError: leakproof: records: expected the path of a file, received an empty string"`,
  );
  expect(messageOf({ defaults: "fast" })).toMatchInlineSnapshot(
    `"TypeError: leakproof: defaults: expected an object of options, received a string"`,
  );
});

test("a default that no assertion would accept is refused when the configuration is read", () => {
  expect(messageOf({ defaults: { budget: "1 potato" } })).toMatchInlineSnapshot(
    `"TypeError: leakproof: defaults: budget: "1 potato" is no size: write bytes as a number, or for example "512 B", "1 kB", "2 MiB""`,
  );
  expect(messageOf({ defaults: { explian: false } })).toMatchInlineSnapshot(
    `"TypeError: leakproof: defaults: there is no option "explian": did you mean explain?"`,
  );
});

test("a budget that is none is refused when the configuration is read, with its place", () => {
  expect(messageOf({ budgets: [{ files: "src/**", retained: "512 kX" }] })).toMatchInlineSnapshot(
    `"TypeError: leakproof: budgets[0].retained: "512 kX" is no size: write bytes as a number, or for example "512 B", "1 kB", "2 MiB""`,
  );
  expect(messageOf({ baseline: 1 })).toMatchInlineSnapshot(
    `"TypeError: leakproof: baseline: expected true, false or the path of a file, received 1"`,
  );
});

test("a baseline already says what a file may retain", () => {
  const budgets = [
    { files: "**", handles: 1 },
    { files: "src/**", retained: "512 kB" },
  ];

  expect(messageOf({ budgets: budgets.slice(0, 1), baseline: true })).toBe("accepted");
  expect(messageOf({ budgets, baseline: false })).toBe("accepted");
  expect(messageOf({ budgets, baseline: "b.json" })).toMatchInlineSnapshot(
    `"TypeError: leakproof: budgets[1].retained cannot be combined with baseline: the baseline says what a file may retain. Leave it out; perTest, handles and pendingOps stay"`,
  );
});

test("a default that is a function is refused", () => {
  expect(messageOf({ defaults: { setup: () => {} } })).toMatchInlineSnapshot(
    `"TypeError: leakproof: defaults: setup is a function and cannot reach the workers: pass it to toLeakMemory"`,
  );
});
