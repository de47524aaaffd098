import { beforeAll, describe, expect, test } from "vitest";
import type { JestMajor } from "./install-hosts.ts";
import { type JestResult, runJest } from "./run-jest.ts";

describe.each<JestMajor>([29, 30])("in Jest %i", (jest) => {
  let result: JestResult;

  beforeAll(async () => {
    result = await runJest({ fixture: "jest-misuse", jest, args: ["bad-input"] });
  });

  const messageOf = (name: string): string | undefined =>
    result.tests[name]?.failures.map((failure) => failure.split(/\n\n>? +\d+ \|/)[0]).join("\n---\n");

  test("every test fails once, in its own code", () => {
    for (const [name, { status, failures }] of Object.entries(result.tests)) {
      expect.soft(status, name).toBe("failed");
      expect.soft(failures, name).toEqual([expect.stringMatching(/^ +at .*bad-input\.test\.js:\d+/m)]);
    }
  });

  test("what is no function is named", () => {
    expect(messageOf("a number")).toBe("TypeError: expected a function, received 42");
  });

  test("a promise is told apart", () => {
    expect(messageOf("a promise")).toBe(
      "TypeError: expected a function, received a Promise: pass `() => load()` instead of `load()`, so that it can be called again and again",
    );
  });

  test("an unknown option is answered with the nearest", () => {
    expect(messageOf("an option that does not exist")).toBe(
      'TypeError: there is no option "warmup": did you mean warmUp?',
    );
  });

  test("options that are no object are named", () => {
    expect(messageOf("options that are no object")).toBe("TypeError: options: expected an object, received 100");
  });

  test("options that contradict each other are refused", () => {
    expect(messageOf("options that contradict each other")).toBe(
      "TypeError: budget: a total needs calls and rounds too: how much is retained in all depends on how many calls are made",
    );
  });

  test("a body that throws is told with the call and its error", () => {
    const name = "a body that throws on the second call";

    expect(messageOf(name)).toBe(
      "the body threw on call 2: the stream is used up\n" +
        "A check calls the body many times: let it make what it uses up, or renew that in setup.",
    );
    expect(result.tests[name]?.failures[0]).toMatch(/Cause:\n *RangeError: the stream is used up\n/);
    expect(result.tests[name]?.failures[0]).toContain("at bad-input.test.js:20:28");
  });

  test("a body that throws at once fails with its own error", () => {
    expect(messageOf("a body that throws on the first call")).toBe("RangeError: the stream is closed");
  });

  test("an assertion inside of a body is refused", () => {
    expect(messageOf("an assertion inside of a body")).toBe(
      "TypeError: toLeakMemory cannot judge while it is judging another function\n\n" +
        "Await each leak assertion before the next, and make none inside of a function that is judged.",
    );
  });

  test("it cannot stand for a value", () => {
    expect(messageOf("instead of a value")).toBe(
      "TypeError: expect.toLeakMemory() cannot stand for a value\n\nWrite `await expect(fn).not.toLeakMemory()`.",
    );
  });
});
