export { budgetOfFile } from "../budget/budget-of-file.ts";
export type { TestBudget } from "../budget/resolve-budget.ts";
export { type FileOutcome, GuardedFile, type GuardedFileRequest } from "./guarded-file.ts";
export { isWithinMemory } from "../budget/judge-suite.ts";
export type { RunnerFacts } from "./runner-growth.ts";
export type { LeftOpen, Phase, PhasePlace, SuiteBudget, SuiteRecord } from "./suite-record.ts";
