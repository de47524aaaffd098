import { beforeAll, describe, expect, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import type { VitestMajor } from "./install-hosts.ts";
import { runVitest, type VitestResult } from "./run-vitest.ts";

describe.each(combinationsOf<VitestMajor>([3, 4, 5], [5]))("in Vitest %i", (vitest) => {
  let result: VitestResult;

  beforeAll(async () => {
    result = await runVitest({ fixture: "doubles", vitest });
  });

  const verdictOf = (name: string) => result.tests[name]?.records[0]?.verdict;

  test("the calls that a mock remembers are not the body's leak, and named", () => {
    const [record] = result.tests["a body that calls a mock"]?.records ?? [];

    expect(result.tests["a body that calls a mock"]?.status).toBe("passed");
    expect(record?.verdict).toMatchObject({ kind: "clean", because: "not the body" });
    expect(record?.explanation?.runnerHeld).not.toEqual([]);
    expect(record?.explanation?.runnerHeld[0]?.owner).toMatchObject({ kind: "runner" });
  });

  test("the output that Vitest buffers is not the body's leak", () => {
    expect(result.tests["a body that logs"]?.status).toBe("passed");
  });

  test("fake timers neither stop a check nor hide a leak", () => {
    expect(verdictOf("a clean body under fake timers")?.kind).toBe("clean");
    expect(verdictOf("a body that leaks under fake timers")?.kind).toBe("leaking");
  });

  test("timers that stay in the fake clock leak, and the clock is named as what holds them", () => {
    const [record] = result.tests["a body that never clears its timers"]?.records ?? [];

    expect(record?.verdict.kind).toBe("leaking");
    expect(record?.explanation?.leaks).toMatchObject([
      { className: "Timeout (fake clock)", perCall: 1, kind: "timer", holder: "the fake clock" },
    ]);
    expect(verdictOf("a body that clears its timers")?.kind).toBe("clean");
  });

  test("the control passes for what leaks and fails for what does not", () => {
    expect(result.tests["the control passes for a body that leaks"]?.status).toBe("passed");
    expect(result.tests["the control fails for a body that is clean"]?.failures).toEqual([
      expect.stringContaining("Expected: a leak: growth with every call\nReceived: no leak"),
    ]);
  });
});
