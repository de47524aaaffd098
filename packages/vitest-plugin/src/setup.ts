import { afterAll, beforeEach, expect, inject, type ProvidedContext } from "vitest";
import { matchers } from "./assertion.ts";
import { endFile, endTest } from "./end-of-test.ts";
import { followTest } from "./running-test.ts";
import { watchResolvesOfChai } from "./watch-resolves.ts";
import { workerState } from "./worker-state.ts";

const settings = inject("leakproof") as ProvidedContext["leakproof"] | undefined;
if (settings === undefined) {
  throw new Error(
    "@leakproof/vitest-plugin/setup was loaded without the plugin\n\n" +
      "Write `plugins: [leakproof()]` in the configuration of Vitest: it brings the setup file.",
  );
}

expect.extend(matchers);
if (settings.vitestMajor < 5) watchResolvesOfChai();

// The first hook of all, for this setup file is the first. What onTestFinished is given first runs last.
beforeEach(({ task, onTestFinished }) => {
  const test = followTest(task);
  workerState.tests.add(test);
  onTestFinished(() => endTest(test), 0);
});

afterAll(endFile, 0);
