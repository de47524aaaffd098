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
  requestedHunt,
} from "../hunt/index.ts";
export { type AssertionCall, assertInTest, refuse } from "./assert-in-test.ts";
export { chooseFiles, type ChosenTests, chosenTests, noteTest, type TestName } from "./chosen-tests.ts";
export { dismissAssertions } from "./dismiss-assertions.ts";
export type { BudgetSettings } from "../budget/resolve-budget.ts";
export type { BudgetOptions, TestBudgetOptions } from "../budget/budget-options.ts";
export type { FileBudgetOptions } from "../budget/file-budgets.ts";
export { projectPath } from "../budget/project-path.ts";
export { findUnmatchedPatterns, type UnmatchedPattern } from "../budget/unmatched-patterns.ts";
export { describeUnmatchedEntries } from "../report/unmatched-entries.ts";
export { describeUnmatchedPatterns } from "../report/unmatched-patterns.ts";
export { type BudgetProjectOptions, readBudgetSettings } from "./budget-settings.ts";
export { createJudgingQueue, type JudgingQueue } from "./judging-queue.ts";
export { lookFolder } from "./look-folder.ts";
export { matcherNames } from "./matcher-names.ts";
export { misuse } from "./misuse.ts";
export {
  createPendingAssertion,
  createThenable,
  leadTo,
  type PendingAssertion,
  watchAwait,
} from "./pending-assertion.ts";
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
export { watchResolves } from "./watch-resolves.ts";
