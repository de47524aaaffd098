import type { Marks } from "./read-marks.ts";

/** What holds for all outputs that a page shows, and for files of other languages than those that are run. */
export const marksOfPages: Readonly<Record<string, Partial<Marks>>> = {
  "docs/async-ops.md": { example: "hourly-job" },
  "docs/bisect.md": { unchecked: "a bisection takes minutes and gigabytes; packages/cli/test has its tables whole" },
  "docs/budgets.md": { unchecked: "packages/core/test, packages/cli/test and test/e2e have these outputs whole" },
  "docs/guard.md": { unchecked: "test/e2e and packages/core/test have the table of the guard whole" },
  "docs/hunt.md": { unchecked: "test/e2e and packages/cli/test have the report of a hunt whole" },
  "docs/reports.md": { unchecked: "packages/cli/test has the reports whole" },
};
