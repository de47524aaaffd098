import { beforeAll, describe, expect, test } from "vitest";
import type { VitestMajor } from "./install-hosts.ts";
import { runVitest, type VitestResult } from "./run-vitest.ts";

describe.each<VitestMajor>([3, 4, 5])("in Vitest %i", (vitest) => {
  let result: VitestResult;

  beforeAll(async () => {
    result = await runVitest({ fixture: "misuse", vitest, args: ["in-time"] });
  });

  test.each([
    "it is returned",
    "it is awaited later",
    "its then is awaited",
    "its failure is caught",
    "resolves is awaited",
    "several are awaited together",
  ])("%s", (name) => {
    expect(result.tests[name]).toMatchObject({ status: "passed", failures: [] });
  });

  test("expect.soft tells of every failure, each with its line", () => {
    const lines = result.tests["expect.soft is awaited"]?.failures.map(
      (failure) => /❯ (\S+?):\d+$/m.exec(failure)?.[1],
    );

    expect(lines).toEqual(["in-time.test.ts:39", "in-time.test.ts:40"]);
  });
});
