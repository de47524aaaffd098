export { BASELINE_FILE, readBaselineFile, writeBaselineFile } from "../baseline-file.ts";
export type { Excess, SuiteBudget, SuiteRecord, SuiteVerdict } from "../guard/suite-record.ts";
export {
  type Baseline,
  type BaselineEntry,
  type BaselineKey,
  baselineKey,
  entriesFor,
  readBaselineKey,
  runtimeSort,
} from "./baseline.ts";
export { budgetedAs } from "./budgeted-kinds.ts";
export type { BudgetOptions, ReadBudget, TestBudgetOptions } from "./budget-options.ts";
export { type BaselineComparison, compareWithBaseline, type SuiteComparison } from "./compare.ts";
export { DEFAULT_BUDGET } from "./default-budget.ts";
export { type Drift, findDrift } from "./drift.ts";
export type { FileBudget, FileBudgetOptions } from "./file-budgets.ts";
export { isWithinMemory, judgeSuite, type SuiteMeasurements, type TestBudgets } from "./judge-suite.ts";
export { type MeasuredSuite, type MeasuredSuites, measuredSuites } from "./measured-suites.ts";
export { parseBytes } from "../parse-bytes.ts";
export { projectPath } from "./project-path.ts";
export {
  type BudgetRequest,
  type BudgetSettings,
  resolveBudget,
  resolveTestBudget,
  type TestBudget,
} from "./resolve-budget.ts";
export { findUnmatchedPatterns, type UnmatchedPattern } from "./unmatched-patterns.ts";
export { tightenBaseline, updateBaseline } from "./update-baseline.ts";
