import { BaseSequencer, type TestSpecification } from "vitest/node";

// A fresh clone knows no durations yet, and Vitest then begins with the largest files, which are not those that run longest.
const LONGEST = [
  "jest-matrix",
  "e2e/slow",
  "e2e/matrix",
  "hunt",
  "async-conformance",
  "conformance.heap",
  "docs/blocks",
  "conformance-jest-30",
  "earlier-tests",
  "runtime-upgrade",
  "jest-modes",
  "jest-service",
  "hourly-job",
  "check.heap",
];

/** Begins with the test files that run longest, so that at the end no worker waits for another. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => groupOf(a) - groupOf(b) || rank(a) - rank(b));
  }
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder;
}

function rank({ moduleId }: TestSpecification): number {
  const index = LONGEST.findIndex((name) => moduleId.includes(`${name}.test.`));
  return index === -1 ? LONGEST.length : index;
}
