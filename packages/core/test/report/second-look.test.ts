import { expect, test } from "vitest";
import type { SuiteRecord } from "../../src/guard/suite-record.ts";
import { describeSecondLook } from "../../src/report/second-look.ts";

const record: SuiteRecord = {
  version: 1,
  kind: "suite",
  subject: { file: "/project/test/retaining.test.ts" },
  verdict: { kind: "within" },
  budget: { retainedBytes: 10_000_000, origin: "the default" },
  tests: 3,
  retained: { heap: 12_000_000, external: 0, arrayBuffers: 500_000 },
  runnerBytes: 0,
  noiseBytes: 0,
  phases: [],
  leftOpen: [],
  cost: { collections: 0, milliseconds: 0 },
  runtime: { node: "24.21.0", v8: "13.6", platform: "linux", arch: "x64" },
};

test("a second look that takes its time says of which file it is, and why", () => {
  expect(describeSecondLook(record, "/project")).toMatchInlineSnapshot(`
    "Leakproof: test/retaining.test.ts retained 12.5 MB (the limit is 10 MB); running
      it once more to find out where"
  `);
});

test("what was only estimated, for want of a limit of the file, is not told as more than it is", () => {
  const estimated = { ...record, isEstimate: true as const, budget: { perTestBytes: 64_000, origin: "the default" } };

  expect(describeSecondLook(estimated, "/project")).toMatchInlineSnapshot(`
    "Leakproof: test/retaining.test.ts retained up to 12.5 MB; running it once more
      to find out where"
  `);
});
