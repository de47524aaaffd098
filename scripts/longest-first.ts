import { BaseSequencer, type TestSpecification } from "vitest/node";

// A fresh clone knows no durations yet, and Vitest then begins with the largest files, which are not those that run longest.
const LONGEST = [
  "conformance-jest-30",
  "async-conformance",
  "e2e/matrix",
  "jest-matrix",
  "runtime-upgrade",
  "docs/blocks",
  "jest-modes",
  "jest-doubles",
  "hunt",
  "e2e/slow",
  "jest-jsdom",
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
