import { chosenTests, type HuntRequest, noteTest, requestedHunt } from "@leakproof/core/worker";
import {
  afterAll,
  beforeAll,
  beforeEach,
  expect,
  inject,
  type ProvidedContext,
  type RunnerTestCase,
  type RunnerTestSuite,
} from "vitest";
import { matchers } from "./assertion.ts";
import { skipOthers } from "./chosen-tests.ts";
import { endFile, endTest } from "./end-of-test.ts";
import { followTest, fullName } from "./running-test.ts";
import type { ProvidedSettings } from "./settings.ts";
import { watchResolvesOfChai } from "./watch-resolves.ts";
import { workerState } from "./worker-state.ts";

const settings = inject("leakproof") as ProvidedContext["leakproof"] | undefined;
if (settings === undefined) {
  throw new Error(
    "@leakproof/vitest-plugin/setup was loaded without the plugin\n\n" +
      "Write `plugins: [leakproof()]` in the configuration of Vitest: it brings the setup file.",
  );
}

if (settings.guard !== undefined) {
  // Loaded only where it is on, and first: its hooks enclose all others.
  const { guardFile } = await import("./guard-file.ts");
  await guardFile(settings.guard, settings, expect.getState().testPath ?? "");
}
expect.extend(matchers);
if (settings.vitestMajor < 5) watchResolvesOfChai();

const chosen = chosenTests();
if (chosen !== undefined) {
  // Vitest 3 gives the hook its suite alone, later ones their fixtures first, which they read off its parameters.
  beforeAll(function skip() {
    // oxlint-disable-next-line prefer-rest-params
    skipOthers(arguments[arguments.length - 1] as RunnerTestSuite, chosen);
  });
}
const hunt = requestedHunt();
// Loaded only by a hunt: everybody else's tests start without it.
const findRunnerEvents = hunt === undefined ? undefined : await startHunt(hunt, settings);

// The first hook of all, for this setup file is the first. What onTestFinished is given first runs last.
beforeEach(({ task, onTestFinished }) => {
  const test = followTest(task);
  workerState.tests.add(test);
  noteTest({ file: task.file.filepath, test: fullName(task) });
  onTestFinished(() => endTest(test), 0);
});
if (findRunnerEvents !== undefined) beforeEach(({ task }) => findRunnerEvents(task));

afterAll(endFile, 0);

async function startHunt(request: HuntRequest, given: ProvidedSettings): Promise<(task: RunnerTestCase) => void> {
  const { huntFile } = await import("./hunt/hunt-file.ts");
  const { findRunnerEvents } = await import("./hunt/runner-events.ts");
  huntFile(request, given);
  return findRunnerEvents;
}
