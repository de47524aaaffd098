import type { SuiteBudget } from "../guard/suite-record.ts";

/**
 * What a test file may leave behind where nobody says otherwise.
 *
 * What a file uses for the first time (a failing `expect`, fake timers, `fetch`) and the compiled code of its tests are kept by the runner
 * and the runtime as long as the file is: files of 86 to 195 tests that leak nothing kept 6.7 to 7.7 MB (docs/guard-in-the-wild.md). Below
 * the limit nothing has to be collected to know that nothing more was retained: a file of twenty short tests allocates 3 MB in all under Jest.
 */
export const DEFAULT_BUDGET: SuiteBudget = {
  retainedBytes: 10_000_000,
  handles: 0,
  pendingOps: 0,
  origin: "the default",
};
