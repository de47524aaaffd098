import type { Marks } from "./read-marks.ts";

/** What holds for all outputs that a page shows. */
export const marksOfPages: Readonly<Record<string, Partial<Marks>>> = {
  "docs/async-ops.md": { example: "hourly-job" },
  "docs/bisect.md": { unchecked: "a bisection takes minutes and gigabytes; packages/cli/test has its tables whole" },
};
