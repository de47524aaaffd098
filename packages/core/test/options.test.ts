import { describe, expect, test } from "vitest";
import { type LeakOptions, resolveOptions } from "../src/options.ts";

const messageFor = (options: unknown): string => {
  try {
    resolveOptions(options as LeakOptions);
  } catch (error) {
    return error instanceof TypeError ? error.message : `not a TypeError: ${String(error)}`;
  }
  return "accepted";
};

describe("what is refused, and how it is said", () => {
  test.each<[unknown, string]>([
    [42, "options: expected an object, received 42"],
    [{ warmup: 3 }, 'there is no option "warmup": did you mean warmUp?'],
    [
      { zzz: 3 },
      'there is no option "zzz": known are warmUp, calls, rounds, maxGrowth, timeout, budget, ignore, judges, setup, teardown, explain, keepSnapshot, inconclusive',
    ],
    [{ ignore: { leak: "A" } }, "ignore: expected a list, received an object"],
    [{ explain: true }, 'explain: expected "full", "counts" or false, received true'],
    [{ keepSnapshot: true }, "keepSnapshot: expected the path of a folder, received true"],
    [
      { keepSnapshot: "snapshots", explain: false },
      "keepSnapshot cannot be combined with explain: false: no snapshot is taken",
    ],
    [{ calls: 0 }, "calls: expected a whole number of at least 1, received 0"],
    [{ rounds: 1.5 }, "rounds: expected a whole number of at least 1, received 1.5"],
    [{ warmUp: "many" }, 'warmUp: expected a whole number of at least 0, received "many"'],
    [
      { budget: "1 potato" },
      'budget: "1 potato" is no size: write bytes as a number, or for example "512 B", "1 kB", "2 MiB"',
    ],
    [{ budget: -1 }, 'budget: -1 is no size: write bytes as a number, or for example "512 B", "1 kB", "2 MiB"'],
    [{ budget: { perCall: 1, total: 2 } }, "budget: perCall cannot be combined with total: state one of them"],
    [
      { budget: { total: "1 MB" } },
      "budget: a total needs calls and rounds too: how much is retained in all depends on how many calls are made",
    ],
    [
      { ignore: [{ leak: "Socket", reason: " " }] },
      "ignore: the entry for Socket has no reason: say why this leak is no matter",
    ],
    [
      { ignore: [{ leak: "Socket", reason: "pool" }], explain: false },
      "ignore cannot be combined with explain: false: only the explanation tells which leak it is",
    ],
    [{ setup: { call: 1 } }, "setup: expected a function, or { round, call } of functions, received 1"],
    [{ inconclusive: "ignore" }, 'inconclusive: expected "fail" or "warn", received "ignore"'],
  ])("%j", (options, message) => {
    expect(messageFor(options)).toBe(message);
  });
});

test("sizes are read as people write them", () => {
  const bytesOf = (budget: number | string): number => resolveOptions({ budget }).budget.bytes;

  expect([bytesOf(12), bytesOf("0 B"), bytesOf("1.5 kB"), bytesOf("2MiB"), bytesOf("1 gb")]).toEqual([
    12, 0, 1500, 2_097_152, 1e9,
  ]);
});

test("a bare function runs per round", () => {
  const setup = (): void => {};

  expect(resolveOptions({ setup }).before).toEqual({ round: setup, call: undefined });
});

test("without options everything has a default", () => {
  expect(resolveOptions(undefined)).toEqual({
    warmUp: undefined,
    calls: undefined,
    rounds: undefined,
    maxGrowthBytes: 256e6,
    timeoutMs: undefined,
    budget: { kind: "perCall", bytes: 0 },
    ignore: [],
    before: { round: undefined, call: undefined },
    after: { round: undefined, call: undefined },
    explain: "full",
    keepSnapshot: undefined,
    inconclusive: "fail",
    judges: ["heap", "arrayBuffers", "external"],
    watches: "warm calls",
  });
});

test("two warm calls are watched unless rounds bound the calls, or judges are named", () => {
  const watches = (options: LeakOptions): string => resolveOptions(options).watches;

  expect([watches({ calls: 8 }), watches({ rounds: 3 }), watches({ judges: ["heap"] })]).toEqual([
    "warm calls",
    "nothing",
    "nothing",
  ]);
  expect(watches({ judges: ["heap", "handles"] })).toBe("all");
});
