import { beforeAll, describe, expect, test } from "vitest";
import type { JestMajor } from "./install-hosts.ts";
import { type JestResult, runJest } from "./run-jest.ts";

describe.each<JestMajor>([29, 30])("in Jest %i", (jest) => {
  let result: JestResult;

  beforeAll(async () => {
    result = await runJest({ fixture: "jest-doubles", jest });
  });

  const verdictOf = (name: string) => result.tests[name]?.records[0]?.verdict;

  test.each(["a body that calls a mock", "a body that calls what a spy watches"])(
    "%s: the calls that it remembers are not the body's leak, and named",
    (name) => {
      const [record] = result.tests[name]?.records ?? [];

      expect(record?.verdict).toMatchObject({ kind: "clean", because: "not the body" });
      expect(record?.explanation?.runnerHeld.map(({ holder, owner }) => [owner, holder])).toEqual(
        expect.arrayContaining([
          [
            { kind: "runner", name: "jest-mock" },
            expect.stringContaining("the call records of a test double (`mock.calls`"),
          ],
        ]),
      );
      expect(result.tests[name]?.status).toBe("passed");
    },
  );

  test.each(["a body that logs", "a body that loads a module anew"])("%s is clean", (name) => {
    expect(result.tests[name]).toMatchObject({ status: "passed" });
  });

  describe.each(["modern", "legacy"])("under fake timers (%s)", (kind) => {
    test.each([
      ["a clean body", "clean"],
      ["a body that leaks", "leaking"],
    ])("%s is judged %s", (name, verdict) => {
      expect(verdictOf(`under fake timers (${kind}) > ${name}`)?.kind).toBe(verdict);
    });

    test("the clock is named where it keeps timers of the body", () => {
      const [record] = result.tests[`under fake timers (${kind}) > a body whose timers the clock keeps`]?.records ?? [];
      const { leaks = [], runnerHeld = [] } = record?.explanation ?? {};

      expect([...leaks, ...runnerHeld].map(({ owner }) => ("name" in owner ? owner.name : owner.kind))).toContainEqual(
        expect.stringContaining("fake-timers"),
      );
    });
  });

  test("a body that runs its timers on the fake clock is clean", () => {
    expect(verdictOf("a body that runs its timers on the fake clock")?.kind).toBe("clean");
  });

  test("the control passes for what leaks and fails for what does not", () => {
    expect(result.tests["the control passes for a body that leaks"]?.status).toBe("passed");
    expect(result.tests["the control fails for a body that is clean"]?.failures).toEqual([
      expect.stringContaining("Expected: a leak: growth with every call\nReceived: no leak"),
    ]);
  });
});
