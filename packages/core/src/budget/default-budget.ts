import type { SuiteBudget } from "../guard/suite-record.ts";

/**
 * What a test file may leave behind where nobody says otherwise.
 *
 * What a file uses for the first time (a failing `expect`, fake timers, a module) is kept by the runner and the runtime: up to 330 kB
 * where this was measured, and several of them are usual. A file of twenty short tests allocates 3 MB in all under Jest: below the limit nothing
 * has to be collected to know that nothing more was retained.
 */
export const DEFAULT_BUDGET: SuiteBudget = {
  retainedBytes: 5_000_000,
  handles: 0,
  pendingOps: 0,
  origin: "the default",
};
