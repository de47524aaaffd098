import type { GuardedFile, Phase, PhasePlace } from "@leakproof/core/guard";
import * as vitest from "vitest";
import type { RunnerTask, RunnerTestCase, RunnerTestSuite } from "vitest";
import { fullName } from "./running-test.ts";

type Hook = (...args: unknown[]) => unknown;
type HookName = Exclude<Phase, "test">;
type SuiteHooks = Record<HookName, Hook[]>;

const NAMES: readonly HookName[] = ["beforeAll", "beforeEach", "afterEach", "afterAll"];

/**
 * Wraps the hooks of a file and of all its suites, so that what they leave behind is known to be theirs.
 *
 * @param ownHooks - how many of the first hooks of the file are left alone
 */
export async function placeHooks(
  guarded: GuardedFile,
  file: RunnerTestSuite,
  ownHooks: Readonly<Record<HookName, number>>,
): Promise<void> {
  const hooksOf = await loadHooks();
  for (const suite of suitesIn(file)) {
    const hooks = hooksOf(suite);
    for (const name of NAMES) {
      const first = suite === file ? ownHooks[name] : 0;
      for (const [index, hook] of hooks[name].entries())
        if (index >= first) hooks[name][index] = placeHook(guarded, hook, name, suite, file);
    }
  }
}

// Vitest 5 has no `vitest/suite` any more, and fails on the very text of such an import.
const SUITE_MODULE: string = "vitest/suite";

async function loadHooks(): Promise<(suite: RunnerTestSuite) => SuiteHooks> {
  const { TestRunner } = vitest as { TestRunner?: { getSuiteHooks?: (suite: RunnerTestSuite) => SuiteHooks } };
  if (TestRunner?.getSuiteHooks !== undefined) return TestRunner.getSuiteHooks;
  const { getHooks } = (await import(/* @vite-ignore */ SUITE_MODULE)) as {
    getHooks: (suite: RunnerTestSuite) => SuiteHooks;
  };
  return getHooks;
}

function suitesIn(suite: RunnerTestSuite): RunnerTestSuite[] {
  const nested = suite.tasks.filter((task: RunnerTask): task is RunnerTestSuite => task.type === "suite");
  return [suite, ...nested.flatMap(suitesIn)];
}

function placeHook(
  guarded: GuardedFile,
  hook: Hook,
  name: HookName,
  suite: RunnerTestSuite,
  file: RunnerTestSuite,
): Hook {
  const position = positionOf(hook, file);
  const ofSuite = suite === file ? {} : { suite: suiteName(suite) };
  const placed: Hook = async (...args) => {
    // That of a test is given its context, that of a suite the suite.
    const { task } = (args[0] ?? {}) as { readonly task?: RunnerTestCase };
    const test = name === "beforeEach" || name === "afterEach" ? task : undefined;
    const place: PhasePlace = {
      phase: name,
      ...ofSuite,
      ...(test === undefined ? {} : { test: fullName(test) }),
      ...(position === undefined ? {} : { position }),
    };
    // What was added before it, after the test had begun, is the test's.
    if (name === "afterEach" && test !== undefined) await guarded.mark({ phase: "test", test: fullName(test) });
    const result = await guarded.run(place, () => hook(...args));
    await guarded.mark(place);
    return result;
  };
  // Vitest keeps the timeout of what the hook returns on the hook itself.
  return Object.assign(placed, hook);
}

function suiteName(suite: RunnerTestSuite): string {
  const names: string[] = [];
  for (let one: RunnerTestSuite | undefined = suite; one?.suite !== undefined; one = one.suite) names.unshift(one.name);
  return names.length === 0 ? suite.name : names.join(" > ");
}

const STACK = Symbol.for("VITEST_CLEANUP_STACK_TRACE");

// Only those that run before tests remember where they were registered.
function positionOf(hook: Hook, file: RunnerTestSuite): PhasePlace["position"] {
  const { stack = "" } = ((hook as { [STACK]?: Error })[STACK] ?? {}) as { readonly stack?: string };
  const path = (file as { readonly filepath?: string }).filepath ?? "";
  const line = stack.split("\n").find((text) => text.includes(`${path}:`));
  const found = line === undefined ? undefined : /:(\d+):(\d+)\)?\s*$/.exec(line);
  return found === null || found === undefined
    ? undefined
    : { file: path, line: Number(found[1]), column: Number(found[2]) };
}
