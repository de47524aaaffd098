import { beforeAll, describe, expect, test } from "vitest";
import type { VitestMajor } from "./install-hosts.ts";
import { runVitest, type VitestResult } from "./run-vitest.ts";

describe.each<VitestMajor>([3, 4, 5])("in Vitest %i", (vitest) => {
  let result: VitestResult;

  beforeAll(async () => {
    result = await runVitest({ fixture: "misuse", vitest, args: ["bad-input"] });
  });

  const messageOf = (name: string): string | undefined =>
    result.tests[name]?.failures.map((failure) => failure.split("\n ❯ ")[0]).join("\n---\n");

  test("every test fails once, in its own code", () => {
    for (const [name, { status, failures }] of Object.entries(result.tests)) {
      expect.soft(status, name).toBe("failed");
      expect.soft(failures, name).toEqual([expect.stringMatching(/^ ❯ bad-input\.test\.ts:\d+/m)]);
    }
  });

  test("what is no function is named", () => {
    expect(messageOf("a number")).toMatchInlineSnapshot(`"TypeError: expected a function, received 42"`);
  });

  test("a promise is told apart", () => {
    expect(messageOf("a promise")).toMatchInlineSnapshot(
      `"TypeError: expected a function, received a Promise: pass \`() => load()\` instead of \`load()\`, so that it can be called again and again"`,
    );
  });

  test("an unknown option is answered with the nearest", () => {
    expect(messageOf("an option that does not exist")).toMatchInlineSnapshot(
      `"TypeError: there is no option "warmup": did you mean warmUp?"`,
    );
  });

  test("options that are no object are named", () => {
    expect(messageOf("options that are no object")).toMatchInlineSnapshot(
      `"TypeError: options: expected an object, received 100"`,
    );
  });

  test("options that contradict each other are refused", () => {
    expect(messageOf("options that contradict each other")).toMatchInlineSnapshot(
      `"TypeError: budget: a total needs calls and rounds too: how much is retained in all depends on how many calls are made"`,
    );
  });

  test("a body that throws is told with the call and its error", () => {
    expect(messageOf("a body that throws on the second call")).toMatchInlineSnapshot(`
      "Error: the body threw on call 2: the stream is used up
      A check calls the body many times: let it make what it uses up, or renew that in setup."
    `);
    expect(result.tests["a body that throws on the second call"]?.failures[0]).toContain(
      "Caused by: RangeError: the stream is used up\n ❯ bad-input.test.ts:22",
    );
  });

  test("expect.poll is refused", () => {
    expect(result.tests["expect.poll"]?.failures[0]).toContain("expect.poll cannot be combined with toLeakMemory");
  });

  test("an assertion inside of a body is refused", () => {
    expect(messageOf("an assertion inside of a body")).toMatchInlineSnapshot(`
      "TypeError: toLeakMemory cannot judge while it is judging another function

      Await each leak assertion before the next, and make none inside of a function that is judged."
    `);
  });
});
