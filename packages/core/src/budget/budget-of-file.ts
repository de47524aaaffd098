import type { SuiteBudget } from "../guard/suite-record.ts";
import { DEFAULT_BUDGET } from "./default-budget.ts";
import type { BudgetRequest } from "./resolve-budget.ts";

/**
 * Gives the budget of a test file, as `resolveBudget` does, and loads what reads budgets only where a project says anything of them:
 * each isolated test file pays for what is loaded.
 *
 * @throws TypeError if the docblock is no budget
 */
export async function budgetOfFile(request: BudgetRequest): Promise<SuiteBudget> {
  const { settings, docblock } = request;
  const isSilent =
    settings.budgets.length === 0 && settings.environment === undefined && settings.baseline === undefined;
  if (isSilent && docblock === undefined) return DEFAULT_BUDGET;
  const { resolveBudget } = await import("./resolve-budget.ts");
  return resolveBudget(request);
}
