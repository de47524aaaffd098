import type { SuiteBudget } from "../guard/suite-record.ts";
import type { BaselineEntry } from "./baseline.ts";
import { budgetNames, type ReadBudget, readBudget } from "./budget-options.ts";
import { readBudgetText } from "./budget-text.ts";
import { DEFAULT_BUDGET } from "./default-budget.ts";
import type { FileBudget } from "./file-budgets.ts";
import { matchesFile } from "./match-file.ts";
import { projectPath } from "./project-path.ts";

/** All that a project says of budgets; can be cloned into workers. */
export interface BudgetSettings {
  /** Folder that patterns and the baseline's files are relative to. */
  readonly root: string;
  /** The option `budgets`. */
  readonly budgets: readonly FileBudget[];
  /** What the environment variable `LEAKPROOF_BUDGET` says. */
  readonly environment?: ReadBudget;
  /** By path, the accepted values for the runtime at hand; absent where the project keeps no baseline. */
  readonly baseline?: Readonly<Record<string, BaselineEntry>>;
}

/** Whose budget is asked for. */
export interface BudgetRequest {
  readonly settings: BudgetSettings;
  /** Path of the test file, absolute or relative to the root. */
  readonly file: string;
  /** What the file says of itself: the text of its `@leak-budget`, or of several. */
  readonly docblock?: string | readonly string[] | undefined;
}

const FIGURES = ["retainedBytes", "perTestBytes", "handles", "pendingOps"] as const;

interface Source extends ReadBudget {
  readonly origin: string;
}

/**
 * Gives the budget of a test file: each of its figures from the most specific place that states it. In order: the file's own docblock,
 * the baseline, the project's `budgets` (of several that match the last), the environment, the default.
 *
 * @throws TypeError if the docblock is no budget
 * @example resolveBudget({ settings, file: "src/api/users.test.ts", docblock: "64kB" }).retainedBytes // 64000
 */
export function resolveBudget({ settings, file, docblock }: BudgetRequest): SuiteBudget {
  const path = projectPath(file, settings.root);
  const baseline = baselineOf(settings, path);
  const accepted: Source | undefined = baseline && {
    retainedBytes: baseline.bytes + baseline.noiseBytes,
    origin: "the baseline",
  };
  const sources: readonly (Source | undefined)[] = [
    docblock === undefined ? undefined : { ...readBudgetText([docblock].flat().join(" "), DOCBLOCK), origin: DOCBLOCK },
    accepted,
    ...settings.budgets
      .map((budget, index) => ({ ...budget, origin: `budgets[${index}] of the configuration` }))
      .filter(({ files }) => matchesFile(files, path))
      .reverse(),
    settings.environment && { ...settings.environment, origin: "LEAKPROOF_BUDGET" },
    DEFAULT_BUDGET,
  ];
  const { budget, used } = combine(sources.filter((source) => source !== undefined));
  return baseline !== undefined && accepted !== undefined && used.includes(accepted) ? { ...budget, baseline } : budget;
}

const DOCBLOCK = "@leak-budget";

function baselineOf({ baseline = {} }: BudgetSettings, path: string): BaselineEntry | undefined {
  return Object.hasOwn(baseline, path) ? baseline[path] : undefined;
}

/** What one test may leave behind, besides what its file may. */
export interface TestBudget extends ReadBudget {
  readonly origin: string;
}

/**
 * Gives what a test states of itself, as in `test(name, { meta: { leak: { retained: "1 MB" } } }, fn)`; what it does not state comes
 * from the suites around it, the inner ones first. Undefined if none of them states anything.
 *
 * @param stated - `meta.leak` of the test and then of its suites, from the inside out; `false`, which leaves a test out, is no budget
 * @throws TypeError that names the test or suite, if it is no budget
 */
export function resolveTestBudget(
  stated: readonly { readonly name: string; readonly leak: unknown }[],
): TestBudget | undefined {
  const sources = stated
    .filter(({ leak }) => leak !== undefined && leak !== false)
    .map(({ name, leak }) => {
      const origin = `meta.leak of ${JSON.stringify(name)}`;
      return { ...readBudget(leak, origin, budgetNames.test), origin };
    });
  return sources.length === 0 ? undefined : combine(sources).budget;
}

function combine(sources: readonly Source[]): { readonly budget: Source; readonly used: readonly Source[] } {
  const figures = FIGURES.flatMap((figure) => {
    const source = sources.find((candidate) => candidate[figure] !== undefined);
    return source === undefined ? [] : [{ figure, source }];
  });
  const used = sources.filter((source) => figures.some((one) => one.source === source));
  // That the rest is the default goes without saying.
  const stated = used.filter((source) => source !== DEFAULT_BUDGET);
  const reason = stated.find((source) => source.reason !== undefined)?.reason;
  const budget = {
    ...Object.fromEntries(figures.map(({ figure, source }) => [figure, source[figure]])),
    origin: (stated.length === 0 ? used : stated).map(({ origin }) => origin).join(", "),
    ...(reason === undefined ? {} : { reason }),
  };
  return { budget, used };
}
