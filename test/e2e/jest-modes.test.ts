import { expect, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import type { JestMajor } from "./install-hosts.ts";
import { runJest } from "./run-jest.ts";

const JESTS: readonly JestMajor[] = [29, 30];

// Two projects, for which Jest takes two workers.
const TWICE = ["--maxWorkers=2", "--config=twice.config.js"] as const;

const MODES = {
  "in child processes": TWICE,
  "in worker threads": [...TWICE, "--workerThreads"],
  "under coverage of babel": ["--coverage", "--coverageProvider=babel"],
  "under coverage of V8, with --detectOpenHandles": ["--coverage", "--coverageProvider=v8", "--detectOpenHandles"],
} as const;

const everyCombination = JESTS.flatMap((jest) =>
  (Object.keys(MODES) as (keyof typeof MODES)[]).map((mode, index) => ({ jest, mode, index })),
);

// Every mode once, the versions taking turns.
const combinations = combinationsOf(
  everyCombination,
  everyCombination.filter(({ jest, index }) => (jest + index) % 2 === 0),
);

test.for(combinations)("Jest $jest judges alike $mode, and keeps its records", async ({ jest, mode }, { expect }) => {
  const args = [...MODES[mode], "--testNamePattern=a sync body"];

  const { tests, output, records } = await runJest({ fixture: "jest-judge", jest, args });

  expect(Object.entries(tests).flatMap(([name, { records }]) => kindsOf(records).map((kind) => [name, kind]))).toEqual([
    ["a sync body that leaks", "leaking"],
    ["a sync body that is clean", "clean"],
  ]);
  expect(tests["a sync body that leaks"]?.failures[0]).toContain(
    "held by module variable `sessions` (Map) in src/sessions.ts:10",
  );
  if (mode.includes("coverage")) expect(output).toContain("sessions.ts");
  // Those of all workers of the run, and not that of the run before.
  expect(records).toHaveLength(mode.startsWith("in ") ? 4 : 2);
});

// With two projects every test is run, and recorded, twice.
function kindsOf(records: readonly { readonly verdict: { readonly kind: string } }[]): readonly string[] {
  return [...new Set(records.map(({ verdict }) => verdict.kind))];
}

test.each(JESTS)("Jest %i with --detectLeaks finds that Leakproof holds nothing of a test file", async (jest) => {
  const args = ["--detectLeaks", "--testNamePattern=that is clean"];

  const { tests, output } = await runJest({ fixture: "jest-judge", jest, args });

  expect(output).not.toContain("Test suite failed to run");
  expect(tests["a sync body that is clean"]?.status).toBe("passed");
  expect(tests["an async body that is clean"]?.status).toBe("passed");
});
