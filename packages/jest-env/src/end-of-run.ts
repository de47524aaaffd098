import type { Config } from "@jest/types";
import type { AnyRecord } from "@leakproof/core/matchers";
import {
  type BudgetSettings,
  checkProjectOptions,
  describeUnmatchedEntries,
  describeUnmatchedPatterns,
  findUnmatchedEntries,
  findUnmatchedPatterns,
  type ProjectDefaults,
  projectPath,
  readBudgetSettings,
  readDefaults,
} from "@leakproof/core/runner";
import { requireOfJest } from "./installed-jest.ts";

/** A project of the run, as Jest shows it to reporters. */
export interface RunProject {
  readonly config: Config.ProjectConfig;
  readonly hasteFS: { getAllFiles(): readonly string[] };
}

/** What became of the run, as Jest shows it to reporters. */
export interface RunResults {
  readonly testResults: readonly { readonly testFilePath: string }[];
}

/** A run that has ended. */
export interface EndedRun {
  readonly globalConfig: Config.GlobalConfig;
  readonly contexts: Iterable<RunProject>;
  readonly results: RunResults;
  readonly records: readonly AnyRecord[];
}

/** What is to be said of what a project states. */
export interface EndOfRun {
  /** Budgets that no test file has: a mistake, which fails the run. */
  readonly mistakes: readonly string[];
  /** Known leaks that matched nothing, if all tests of the project ran. */
  readonly remarks: readonly string[];
}

/** Finds what only a whole run can show to be of no use: budgets that no test file has, and known leaks that matched nothing. */
export function judgeStatements({ globalConfig, contexts, results, records }: EndedRun): EndOfRun {
  const mistakes: string[] = [];
  const remarks: string[] = [];
  const ran = new Set(results.testResults.map(({ testFilePath }) => testFilePath));
  for (const context of contexts) {
    const options: unknown = context.config.testEnvironmentOptions["leakproof"];
    const statements = options === undefined ? undefined : readStatements(options, globalConfig.rootDir);
    if (statements === undefined) continue;
    const { defaults, budgets, root } = statements;
    const files = testFilesOf(context);
    // All test files, not only those that ran: a shard or a filter says nothing about the others.
    const paths = files.map((file) => projectPath(file, root));
    const unmatched = findUnmatchedPatterns(budgets, paths);
    if (unmatched.length > 0) mistakes.push(describeUnmatchedPatterns(unmatched, paths.length));
    if (globalConfig.testNamePattern !== "" && globalConfig.testNamePattern !== undefined) continue;
    if (!files.every((file) => ran.has(file))) continue;
    const own = records.filter(({ subject }) => subject.file !== undefined && files.includes(subject.file));
    const entries = findUnmatchedEntries(defaults, own);
    if (entries.length > 0) remarks.push(describeUnmatchedEntries(entries));
  }
  return { mistakes, remarks };
}

interface Statements extends BudgetSettings {
  readonly defaults: ProjectDefaults;
}

// What is wrong with them, or with the files they name, failed every test file already.
function readStatements(options: unknown, rootDir: string): Statements | undefined {
  try {
    checkProjectOptions(options);
    return { ...readBudgetSettings(options, rootDir), defaults: readDefaults(options, rootDir) };
  } catch {
    return undefined;
  }
}

interface CoreModule {
  readonly SearchSource: new (context: RunProject) => { isTestFilePath(path: string): boolean };
}

function testFilesOf(context: RunProject): string[] {
  const { SearchSource } = requireOfJest()("@jest/core") as CoreModule;
  const source = new SearchSource(context);
  return context.hasteFS.getAllFiles().filter((file) => source.isTestFilePath(file));
}
