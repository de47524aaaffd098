import { afterAll, beforeEach, expect, inject, type ProvidedContext } from "vitest";
import { toLeakMemory } from "./assertion.ts";
import { endFile, endTest } from "./end-of-test.ts";
import { misuse } from "./misuse.ts";
import { followTest } from "./running-test.ts";
import { watchResolves } from "./watch-resolves.ts";
import { workerState } from "./worker-state.ts";

const settings = inject("leakproof") as ProvidedContext["leakproof"] | undefined;
if (settings === undefined) throw new Error(misuse.noPlugin);

expect.extend({ toLeakMemory });
if (settings.vitestMajor < 5) watchResolves();

// The first hook of all, for this setup file is the first. What onTestFinished is given first runs last.
beforeEach(({ task, onTestFinished }) => {
  const test = followTest(task);
  workerState.tests.add(test);
  onTestFinished(() => endTest(test), 0);
});

afterAll(endFile, 0);
