import { test } from "vitest";
import { combinationsOf, isWhole } from "./combinations.ts";
import { type JestResult, runJest } from "./run-jest.ts";
import { runVitest, type VitestResult } from "./run-vitest.ts";

interface Runner {
  readonly name: string;
  readonly run: () => Promise<VitestResult | JestResult>;
  /** What the runner prints when a test takes too long. */
  readonly timedOut: string;
}

const vitests = ([3, 4, 5] as const).map((vitest): Runner => {
  return { name: `Vitest ${vitest}`, run: () => runVitest({ fixture: "slow", vitest }), timedOut: "timed out" };
});
const jests = ([29, 30] as const).map((jest): Runner => {
  return { name: `Jest ${jest}`, run: () => runJest({ fixture: "jest-slow", jest }), timedOut: "Exceeded timeout" };
});
const runners = combinationsOf(
  [...vitests, ...jests],
  [vitests, jests].flatMap((all) => all.slice(-1)),
);

// At a time: bodies that are slow by waiting leave the machine to each other. Five at a time do not where one of them takes its snapshot.
const testEach = isWhole ? test : test.concurrent;

testEach.for(runners)("in $name no check outlives its test", async ({ run, timedOut }, { expect }) => {
  const { tests, output } = await run();

  expect(output).not.toContain(timedOut);
  const failed = tests["a call that takes longer than the test may"]?.failures;
  expect(failed).toEqual([expect.stringContaining("did not return")]);
  const [few] = tests["calls of which few fit into the time of the test"]?.records ?? [];
  expect(few?.verdict.kind).not.toBe("leaking");
  const [leak] = tests["a slow body that leaks"]?.records ?? [];
  expect(leak?.verdict.kind, leak?.unexplained).toBe("leaking");
  const afterHook = tests["after a hook that takes longer than the test may > a clean body"];
  expect(afterHook?.status).toBe("passed");
});
