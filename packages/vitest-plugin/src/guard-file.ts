import { fileURLToPath } from "node:url";
import { budgetOfFile, GuardedFile, isWithinMemory, type PhasePlace } from "@leakproof/core/guard";
import type { SecondLookRequest } from "@leakproof/core/guard-report";
import { lookFolder } from "@leakproof/core/worker";
import * as vitest from "vitest";
import type { RunnerTestCase, RunnerTestFile, RunnerTestSuite } from "vitest";
import { placeHooks } from "./guard-hooks.ts";
import { leastTestBytes, outcomeOf, testsIn } from "./guard-outcome.ts";
import type { RerunRequest } from "./guard-rerun.ts";
import { fullName } from "./running-test.ts";
import type { GuardSettings, ProvidedSettings } from "./settings.ts";

type Around = typeof vitest & {
  readonly aroundAll?: (
    hook: (run: () => Promise<void>, context: object, suite: RunnerTestSuite) => Promise<void>,
    timeout: number,
  ) => void;
  readonly aroundEach?: (
    hook: (run: () => Promise<void>, context: { readonly task: RunnerTestCase }) => Promise<void>,
    timeout: number,
  ) => void;
};

const { aroundAll, aroundEach } = vitest as Around;

/** Watches the file that is about to run; has to be called by the first setup file. */
export async function guardFile(
  settings: GuardSettings,
  { budgets, defaults, vitestMajor }: ProvidedSettings,
  filePath: string,
): Promise<void> {
  const hooks = aroundEach === undefined ? await import("./guard-around.ts") : undefined;
  let guarded: GuardedFile | undefined = new GuardedFile({
    subject: { file: filePath },
    budget: await budgetOfFile({ settings: budgets, file: filePath }),
    runner: { name: "vitest", major: vitestMajor },
    known: defaults.toLeakAsyncOps.ignore ?? [],
    byPhase: lookFolder() !== undefined,
  });
  const begin = async (file: RunnerTestFile): Promise<void> => {
    if (guarded === undefined) return;
    await placeHooks(guarded, file, aroundAll === undefined ? OWN_HOOKS_OF_3 : OWN_HOOKS);
    const watched = guarded;
    await hooks?.placeBodies(testsIn(file.tasks), (test, body) => watched.run(placeOfTest(test), body));
    await guarded.begin(lookFolder() === undefined ? undefined : await leastTestBytes(file));
  };
  const end = async (file: RunnerTestFile): Promise<void> => {
    if (guarded !== undefined) await endFile(guarded, file, settings);
    guarded = undefined;
  };
  const runTest = async (run: () => Promise<void>, task: RunnerTestCase): Promise<void> => {
    if (guarded === undefined) return run();
    const place = placeOfTest(task);
    if (task.concurrent === true) return guarded.runConcurrently(place, run);
    await guarded.betweenTests();
    try {
      await guarded.run(place, run);
    } finally {
      await guarded.mark(place);
    }
  };

  if (hooks !== undefined) {
    hooks.aroundAllByHooks(begin, end);
    hooks.aroundEachByHooks(runTest);
  } else {
    // oxlint-disable-next-line no-empty-pattern -- Vitest reads from the source of a hook which fixtures it wants
    aroundAll?.(async (run, {}, suite) => {
      await begin(suite.file);
      await run();
      await end(suite.file);
    }, 0);
    aroundEach?.((run, { task }) => runTest(run, task), 0);
  }
}

// Those that the setup files of Leakproof itself registered: they come first.
const OWN_HOOKS = { beforeAll: 0, beforeEach: 1, afterEach: 0, afterAll: 1 } as const;
const OWN_HOOKS_OF_3 = { ...OWN_HOOKS, beforeAll: 1, beforeEach: 2 } as const;

function placeOfTest(task: RunnerTestCase): PhasePlace {
  const { location, file } = task;
  return {
    phase: "test",
    test: fullName(task),
    ...(location === undefined ? {} : { position: { ...location, file: file.filepath } }),
  };
}

async function endFile(guarded: GuardedFile, file: RunnerTestFile, settings: GuardSettings): Promise<void> {
  const outcome = await outcomeOf(file);
  const first = await guarded.end(outcome);
  const folder = lookFolder();
  if (folder !== undefined) {
    const { leaveRecord } = await loadReport();
    return leaveRecord(folder, first);
  }
  const record = isWithinMemory(first, first.budget, outcome.budgets)
    ? first
    : await (await loadReport()).lookAgain(first, requestOf(file, settings), outcome.budgets);
  file.meta = { ...file.meta, leakproof: [...(file.meta.leakproof ?? []), record] };
  if (settings.mode === "error" && record.verdict.kind === "over")
    throw (await loadReport()).suiteError(record, settings.root);
}

// Loaded only where something was found.
const loadReport = (): Promise<typeof import("@leakproof/core/guard-report")> => import("@leakproof/core/guard-report");

const SCRIPT = fileURLToPath(new URL("second-look.js", import.meta.url));

function requestOf(file: RunnerTestFile, { rerun, root }: GuardSettings): SecondLookRequest {
  const { __vitest_worker__: worker } = globalThis as { __vitest_worker__?: { readonly providedContext?: object } };
  const { leakproof: _, ...provided } = { leakproof: undefined, ...worker?.providedContext };
  const request: RerunRequest = { ...rerun, file: file.filepath, provided };
  return { script: SCRIPT, request, root, execArgv: [], timeoutMs: 600_000 };
}
