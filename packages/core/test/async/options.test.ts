import { describe, expect, test } from "vitest";
import { resolveAsyncOptions } from "../../src/async/options.ts";
import { resolveCollectedOptions } from "../../src/collected/options.ts";
import { resolveOptions } from "../../src/options.ts";

test("every option has a default", () => {
  expect(resolveAsyncOptions()).toEqual({
    calls: 1,
    warmUp: 0,
    graceMs: 450,
    unref: false,
    timeoutMs: undefined,
    ignore: [],
    explain: true,
    keepSnapshot: undefined,
    inconclusive: "fail",
  });
});

describe("a mistake is told with what was given", () => {
  test.each([
    [{ call: 1 }, 'there is no option "call": did you mean calls?'],
    [
      { zzz: 1 },
      'there is no option "zzz": known are calls, warmUp, grace, unref, timeout, ignore, explain, keepSnapshot, inconclusive',
    ],
    [{ calls: 0 }, "calls: expected a whole number of at least 1, received 0"],
    [{ grace: -1 }, "grace: expected a whole number of at least 0, received -1"],
    [{ unref: 1 }, "unref: expected true or false, received 1"],
    [{ ignore: "x" }, 'ignore: expected a list, received "x"'],
    [{ ignore: [{ leak: "x" }] }, "ignore: the entry for x has no reason: say why this leak is no matter"],
    [{ keepSnapshot: "" }, 'keepSnapshot: expected the path of a folder, received ""'],
    [
      { keepSnapshot: "a", explain: false },
      "keepSnapshot cannot be combined with explain: false: no snapshot is taken",
    ],
    [{ inconclusive: "pass" }, 'inconclusive: expected "fail" or "warn", received "pass"'],
    [[], "options: expected an object, received an array"],
  ])("%j", (options, message) => {
    expect(() => resolveAsyncOptions(options as object)).toThrow(new TypeError(message));
  });

  test("of toBeCollected as well", () => {
    expect(() => resolveCollectedOptions({ calls: 1 } as object)).toThrow(
      new TypeError('there is no option "calls": known are grace, timeout, explain, keepSnapshot, inconclusive'),
    );
  });

  test("a judge that does not exist is told", () => {
    expect(() => resolveOptions({ judges: ["heap", "rss" as never] })).toThrow(
      new TypeError('judges: there is no judge "rss": known are heap, arrayBuffers, external, handles, promises'),
    );
  });
});
