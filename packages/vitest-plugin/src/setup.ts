import { afterAll, beforeEach, expect, inject } from "vitest";
import { toLeakMemory } from "./assertion.ts";
import { endFile, endTest } from "./end-of-test.ts";
import { followTest } from "./running-test.ts";
import { watchResolves } from "./watch-resolves.ts";
import { workerState } from "./worker-state.ts";

expect.extend({ toLeakMemory });
if (inject("leakproof").vitestMajor < 5) watchResolves();

// The first hook of all, for this setup file is the first. What onTestFinished is given first runs last.
beforeEach(({ task, onTestFinished }) => {
  const test = followTest(task);
  workerState.tests.add(test);
  onTestFinished(() => endTest(test), 0);
});

afterAll(endFile, 0);
