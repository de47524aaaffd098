import { describe } from "../describe.ts";
import { type BudgetOptions, budgetNames, type ReadBudget, readBudget } from "./budget-options.ts";

/** A budget for the test files that a pattern names. */
export interface FileBudgetOptions extends BudgetOptions {
  /** Which test files: patterns of paths relative to the root, such as `"src/api/**"`. */
  readonly files: string | readonly string[];
}

/** A budget for files, in bytes and counts. */
export interface FileBudget extends ReadBudget {
  readonly files: readonly string[];
}

/**
 * Reads the option `budgets`.
 *
 * @throws TypeError that names the entry and what is wrong with it
 */
export function readFileBudgets(given: unknown): readonly FileBudget[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw new TypeError(`budgets: expected a list, received ${describe(given)}`);
  return given.map((entry: unknown, index) => readEntry(entry, `budgets[${index}]`));
}

function readEntry(entry: unknown, where: string): FileBudget {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    throw new TypeError(
      `${where}: expected an object such as { files: "src/api/**", retained: "512 kB" }, received ${describe(entry)}`,
    );
  }
  const { files, ...rest } = entry as Readonly<Record<string, unknown>>;
  // First, so that a misspelt `files` is told as such.
  const budget = readBudget(rest, where, [...budgetNames.file, "files"]);
  return { files: readPatterns(files, where), ...budget };
}

function readPatterns(files: unknown, where: string): readonly string[] {
  const patterns: readonly unknown[] = Array.isArray(files) ? files : [files];
  if (files === undefined) throw new TypeError(`${where}: files is missing: name the test files, as in "src/api/**"`);
  const wrong = patterns.find((pattern) => typeof pattern !== "string" || pattern === "");
  if (wrong !== undefined || patterns.length === 0)
    throw new TypeError(`${where}.files: expected a pattern of paths, received ${describe(wrong ?? files)}`);
  return patterns as readonly string[];
}
