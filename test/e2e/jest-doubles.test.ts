import { beforeAll, describe, expect, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import type { JestMajor } from "./install-hosts.ts";
import { type JestResult, runJest } from "./run-jest.ts";

describe.each(combinationsOf<JestMajor>([29, 30], [30]))("in Jest %i", (jest) => {
  let result: JestResult;

  beforeAll(async () => {
    result = await runJest({ fixture: "jest-doubles", jest });
  });

  const verdictOf = (name: string) => result.tests[name]?.records[0]?.verdict;

  test.each([
    ["a body that calls a mock", "mock"],
    ["a body that calls what a spy watches", "store.save"],
  ])("%s: the calls that it remembers are not the body's leak, and named", (name, double) => {
    const { status, records: [record] = [] } = result.tests[name] ?? {};

    expect(status).toBe("passed");
    expect(record?.verdict).toMatchObject({ kind: "clean", because: "not the body" });
    expect(record?.explanation?.runnerHeld.map(({ holder, owner }) => [owner, holder])).toContainEqual([
      { kind: "runner", name: "jest-mock" },
      `the call records of a test double (\`mock.calls\` of \`${double}\`)`,
    ]);
  });

  test.each(["a body that logs", "a body that loads a module anew"])("%s is clean", (name) => {
    expect(result.tests[name]).toMatchObject({ status: "passed" });
  });

  test.each(["a body that puts a double in place of a global", "a body that replaces a global"])(
    "%s lets go of what was there, and needs no snapshot to be clean",
    (name) => {
      expect(verdictOf(name)).toMatchObject({ kind: "clean", because: "flat" });
    },
  );

  describe.each(["modern", "legacy"])("under fake timers (%s)", (kind) => {
    test.each([
      ["a clean body", "clean"],
      ["a body that leaks", "leaking"],
    ])("%s is judged %s", (name, verdict) => {
      expect(verdictOf(`under fake timers (${kind}) > ${name}`)?.kind).toBe(verdict);
    });

    test("timers that are never cleared leak, and the fake clock is named as what holds them", () => {
      const { failures = [], records = [] } =
        result.tests[`under fake timers (${kind}) > a body that never clears its timers`] ?? {};

      expect(records[0]?.verdict.kind).toBe("leaking");
      expect(records[0]?.explanation?.leaks).toMatchObject([
        { className: "Timeout (fake clock)", perCall: 1, kind: "timer", holder: "the fake clock" },
      ]);
      expect(failures[0]).toContain("\n  held by the fake clock, of ");
      expect(failures[0]?.replaceAll(/\s+/g, " ")).toContain("the body does not advance the fake clock");
    });

    test("timers that are cleared do not", () => {
      expect(verdictOf(`under fake timers (${kind}) > a body that clears its timers`)?.kind).toBe("clean");
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
