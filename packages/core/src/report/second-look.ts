import { totalOf } from "../guard/memory-gauge.ts";
import type { SuiteRecord } from "../guard/suite-record.ts";
import { formatBytes } from "./format-bytes.ts";
import { formatPosition } from "./trace-step.ts";
import { wrap } from "./wrap.ts";

/** Says that a file is being run once more, and why: the run seems to stand still meanwhile. */
export function describeSecondLook(
  { subject, retained, budget: { retainedBytes }, isEstimate }: SuiteRecord,
  root: string,
): string {
  const name =
    subject.file === undefined
      ? "a test file"
      : formatPosition({ file: subject.file, line: 1, column: 1 }, root, false);
  const found = `${isEstimate === true ? "up to " : ""}${formatBytes(Math.max(0, totalOf(retained)))}`;
  const limit = retainedBytes === undefined ? "" : ` (the limit is ${formatBytes(retainedBytes)})`;
  return wrap(`Leakproof: ${name} retained ${found}${limit}; running it once more to find out where`, "").join("\n");
}
