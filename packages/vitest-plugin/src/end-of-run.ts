import type { AnyRecord } from "@leakproof/core/matchers";
import {
  type BudgetSettings,
  describeUnmatchedEntries,
  describeUnmatchedPatterns,
  findUnmatchedEntries,
  findUnmatchedPatterns,
  type ProjectDefaults,
  projectPath,
} from "@leakproof/core/runner";
import type { Reporter, TestModule, TestProject, Vitest } from "vitest/node";

/** What a project says that only a whole run can show to be of no use. */
export interface ProjectStatements {
  readonly defaults: ProjectDefaults;
  readonly budgets: BudgetSettings;
}

/**
 * Adds a reporter that tells at the end of a run which budgets no test file has, which fails the run, and, if all tests of the project
 * ran, which known leaks matched nothing.
 */
export function tellAtEndOfRun(vitest: Vitest, project: TestProject, statements: ProjectStatements): void {
  const { defaults, budgets } = statements;
  const hasEntries = [defaults.toLeakMemory, defaults.toLeakAsyncOps].some(({ ignore = [] }) => ignore.length > 0);
  if (budgets.budgets.length === 0 && !hasEntries) return;
  vitest.config.reporters.push(createTeller(vitest, project, statements));
}

function createTeller(vitest: Vitest, project: TestProject, { defaults, budgets }: ProjectStatements): Reporter {
  return {
    async onTestRunEnd(modules) {
      const own = modules.filter((module) => module.project.name === project.name);
      const { testFiles } = await project.globTestFiles();
      const paths = testFiles.map((file) => projectPath(file, budgets.root));
      // All test files, not only those that ran: a shard or a filter says nothing about the others.
      const unmatched = findUnmatchedPatterns(budgets.budgets, paths);
      if (unmatched.length > 0) {
        vitest.logger.error(`\n${describeUnmatchedPatterns(unmatched, paths.length)}`);
        process.exitCode = 1;
      }
      if (!isWhole(vitest, own, testFiles)) return;
      const entries = findUnmatchedEntries(defaults, own.flatMap(recordsOf));
      if (entries.length > 0) vitest.logger.warn(`\n${describeUnmatchedEntries(entries)}`);
    },
  };
}

function isWhole(vitest: Vitest, modules: readonly TestModule[], files: readonly string[]): boolean {
  const ran = new Set(modules.map(({ moduleId }) => moduleId));
  return vitest.config.testNamePattern === undefined && files.every((file) => ran.has(file));
}

function recordsOf(module: TestModule): readonly AnyRecord[] {
  const ofTests = [...module.children.allTests()].flatMap((test) => test.meta().leakproof ?? []);
  return [...ofTests, ...(module.meta().leakproof ?? [])];
}
