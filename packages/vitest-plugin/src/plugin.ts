import { fileURLToPath } from "node:url";
import {
  checkProjectOptions,
  type ProjectOptions,
  readBudgetSettings,
  readDefaults,
  requestedRecords,
} from "@leakproof/core/runner";
import { chosenTests, lookFolder, requestedHunt } from "@leakproof/core/worker";
import type { VitestPluginContext } from "vitest/node";
import { runOlderBenchmarks } from "./bench/run-older-benchmarks.ts";
import { orderFiles } from "./chosen-tests.ts";
import { tellAtEndOfRun } from "./end-of-run.ts";
import { showGuard } from "./guard-reporter.ts";
import { describeRun, prepareSecondLook } from "./guard-rerun.ts";
import { recordVerdicts } from "./record-verdicts.ts";
import { refuseUnsupported } from "./refuse-unsupported.ts";

/** What `leakproof()` returns: an entry for `plugins` in any version of Vite that Vitest runs on. */
export interface LeakproofPlugin {
  readonly name: "leakproof";
  /** @internal */
  configResolved(config: { readonly root: string }): void;
  /** @internal */
  configureVitest(context: unknown): void;
}

// Without the query Vitest 4 and 5 import the file as they do any file of a package: once per worker, so that with
// `isolate: false` the hooks would be missing from every test file but the first.
const SETUP_FILE = `${fileURLToPath(new URL("./setup.js", import.meta.url))}?inline`;

/**
 * Adds leak assertions to Vitest: `await expect(fn).not.toLeakMemory()`.
 *
 * Works in Vitest 3.2, 4.1 and 5.1, in every pool that runs on Node; projects that run in a browser are left alone.
 *
 * @example export default defineConfig({ plugins: [leakproof()] })
 */
export function leakproof(options: ProjectOptions = {}): LeakproofPlugin {
  checkProjectOptions(options);
  return {
    name: "leakproof",
    // Older releases know no configureVitest: without this nobody would say why the matchers are missing.
    configResolved({ root }) {
      refuseUnsupported(root);
    },
    configureVitest(context) {
      register(context as VitestPluginContext, options);
    },
  };
}

function register({ vitest, project }: VitestPluginContext, options: ProjectOptions): void {
  const { config } = project;
  if (config.browser?.enabled) return;
  runOlderBenchmarks(config);
  // A hunt repeats tests: what they leave behind then is its matter.
  const guard = options.guard === "off" || requestedHunt() !== undefined ? undefined : options.guard;
  if (!config.setupFiles.includes(SETUP_FILE)) config.setupFiles.unshift(SETUP_FILE);
  // First and one after the other, so that our hooks are registered before the user's and enclose them.
  config.sequence.setupFiles = "list";
  const defaults = readDefaults(options, vitest.config.root);
  const budgets = readBudgetSettings(options, vitest.config.root);
  project.provide("leakproof", {
    defaults,
    budgets,
    hookTimeoutMs: config.hookTimeout,
    vitestMajor: Number.parseInt(vitest.version, 10),
    guard:
      guard === undefined ? undefined : { mode: guard, root: vitest.config.root, rerun: describeRun(vitest, project) },
  });
  const look = lookFolder();
  if (look !== undefined) {
    prepareSecondLook(project, look);
    return;
  }
  if (guard !== undefined) showGuard(vitest);
  for (const path of [options.records, requestedRecords()]) if (path !== undefined) recordVerdicts(vitest, path);
  tellAtEndOfRun(vitest, project, { defaults, budgets });
  const chosen = chosenTests();
  if (chosen !== undefined) orderFiles(vitest, chosen);
}
