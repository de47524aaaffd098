export {
  type HuntEntry,
  huntEnvironment,
  type HuntLog,
  type HuntRequest,
  judgeRepetitions,
  type NotJudged,
  type NotJudgedReason,
  openHuntLog,
  type RepeatableTest,
} from "../hunt/index.ts";
export type { BudgetSettings } from "../budget/resolve-budget.ts";
export type { BudgetOptions, TestBudgetOptions } from "../budget/budget-options.ts";
export type { FileBudgetOptions } from "../budget/file-budgets.ts";
export { projectPath } from "../budget/project-path.ts";
export { findUnmatchedPatterns, type UnmatchedPattern } from "../budget/unmatched-patterns.ts";
export { describeUnmatchedEntries } from "../report/unmatched-entries.ts";
export type { RunnerRange } from "../report/unsupported-runner.ts";
export { describeUnmatchedPatterns } from "../report/unmatched-patterns.ts";
export { assertSupported } from "./assert-supported.ts";
export { type BudgetProjectOptions, readBudgetSettings } from "./budget-settings.ts";
export {
  type AssertionDefaults,
  checkProjectOptions,
  type GuardMode,
  type ProjectDefaults,
  type ProjectOptions,
  readDefaults,
} from "./project-options.ts";
export { createRecordsFile, type RecordsFile } from "./records-file.ts";
export { requestedRecords } from "./requested-records.ts";
export type { LostLine, RunMark, RunPlan } from "./run-marks.ts";
export { findUnmatchedEntries } from "./unmatched-entries.ts";
