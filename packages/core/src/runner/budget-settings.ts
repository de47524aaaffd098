import { resolve } from "node:path";
import { BASELINE_FILE, readBaselineFile } from "../baseline-file.ts";
import { entriesFor, runtimeSort } from "../budget/baseline.ts";
import { readBudgetText } from "../budget/budget-text.ts";
import { type FileBudget, type FileBudgetOptions, readFileBudgets } from "../budget/file-budgets.ts";
import type { BudgetSettings } from "../budget/resolve-budget.ts";
import { describe } from "../describe.ts";
import { describeRuntime } from "../subject.ts";
import { readConfiguration } from "./message-alone.ts";

/** What a project says of budgets. */
export interface BudgetProjectOptions {
  /** What test files may leave behind, by pattern; of several that match a file the last counts. @default 10 MB, no handle, no pending op */
  readonly budgets?: readonly FileBudgetOptions[];
  /** The file of accepted values that suites are compared with: `true` for `leakproof.baseline.json`, or its path relative to the root. @default false */
  readonly baseline?: boolean | string;
}

/** The variable that holds a budget for a whole run. */
export const BUDGET_VARIABLE = "LEAKPROOF_BUDGET";

/**
 * Checks what a project says of budgets.
 *
 * @throws TypeError that says where and what is wrong
 */
export function checkBudgetOptions({
  budgets,
  baseline,
}: Readonly<Record<keyof BudgetProjectOptions, unknown>>): readonly FileBudget[] {
  const read = readFileBudgets(budgets);
  if (baseline !== undefined && typeof baseline !== "boolean" && (typeof baseline !== "string" || baseline === ""))
    throw new TypeError(`baseline: expected true, false or the path of a file, received ${describe(baseline)}`);
  const retained = read.findIndex(({ retainedBytes }) => retainedBytes !== undefined);
  if (retained >= 0 && baseline !== undefined && baseline !== false) {
    throw new TypeError(
      `budgets[${retained}].retained cannot be combined with baseline: the baseline says what a file may retain. Leave it out; perTest, handles and pendingOps stay`,
    );
  }
  return read;
}

/**
 * Reads all that a project and its environment say of budgets.
 *
 * @param root - folder that paths are relative to
 * @throws TypeError that says where and what is wrong, also in the baseline file
 */
export function readBudgetSettings(
  { budgets, baseline }: BudgetProjectOptions,
  root: string,
  environment: NodeJS.ProcessEnv = process.env,
): BudgetSettings {
  const text = environment[BUDGET_VARIABLE];
  const file = baseline === true ? BASELINE_FILE : baseline;
  return readConfiguration(() => ({
    root,
    budgets: checkBudgetOptions({ budgets, baseline }),
    ...(text === undefined || text === "" ? {} : { environment: readBudgetText(text, BUDGET_VARIABLE) }),
    ...(file === undefined || file === false ? {} : { baseline: readEntries(resolve(root, file), file) }),
  }));
}

// Without a file there is nothing to compare with yet: all suites are new.
function readEntries(path: string, name: string): NonNullable<BudgetSettings["baseline"]> {
  return entriesFor(readBaselineFile(path, name) ?? new Map(), runtimeSort(describeRuntime()));
}
