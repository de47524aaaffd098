import type { SuiteRecord } from "@leakproof/core/matchers";
import { expect, test } from "vitest";
import { runJest } from "./run-jest.ts";
import { runVitest } from "./run-vitest.ts";

/** What a suite is told to have left behind, without what differs from run to run. */
function tell({ subject, verdict, leftOpen }: SuiteRecord): readonly unknown[] {
  const blamed = verdict.kind === "over" ? verdict.excesses.map(({ limit, place }) => [limit, place?.test]) : [];
  const open = leftOpen.map(({ place, finding }) => {
    const { kind, createdAt } = finding;
    return [place.phase, place.suite ?? place.test, kind, createdAt?.file.split(/[\\/]/).at(-1), createdAt?.line];
  });
  return [subject.file?.split(/[\\/]/).at(-1)?.split(".")[0], verdict.kind, ...blamed, ...open];
}

// What is open is told with more than who did it.
function isBlame(entry: unknown): boolean {
  return Array.isArray(entry) && entry.length === 2;
}

function suitesIn(records: readonly { readonly kind: string }[]): SuiteRecord[] {
  const suites = records.filter((record): record is SuiteRecord => record.kind === "suite");
  return suites.toSorted((a, b) => (a.subject.file! < b.subject.file! ? -1 : 1));
}

// What the table says, its figures left out.
function tableIn(output: string): string {
  // A line that tells of a second look may come before it.
  const table = /^Leakproof: \d+ of .*?(?=^Cost)/ms.exec(output)?.[0] ?? "";
  return table
    .replaceAll(/≤ (?=\S)/g, "")
    .replaceAll(/ *\d[\d.]* (?:kB|MB)\b/g, " …")
    .replaceAll(/:::\d+/g, ":::…")
    .trim();
}

const EXPECTED = [
  ["attributed", "over", ["handles", "side by side > leaves an interval"]],
  ["closed", "within"],
  ["frugal", "within"],
  ["open", "over", ["handles", undefined]],
  ["retaining", "over", ["retained", "keeps what it handled"]],
] as const;

// Tests that state a budget of their own, which Jest has no place for.
const BUDGETED = [
  ["budgeted", "within"],
  ["exceeding", "over", ["perTest", "keeps more than it may"]],
] as const;

test.each([
  [3, "vmForks"],
  [4, "threads"],
  [5, "forks"],
] as const)(
  "in Vitest %i, %s, the guard fails the files that leave something behind, and blames who did it",
  async (vitest, pool) => {
    const { exitCode, output, records } = await runVitest({
      fixture: "guard",
      vitest,
      pool,
      args: ["--mode=error"],
    });

    const all = suitesIn(records).map(tell);
    const isBudgeted = ([name]: readonly unknown[]): boolean => BUDGETED.some(([budgeted]) => budgeted === name);
    expect(
      all.filter(isBudgeted).map(([name, verdict, ...blamed]) => [name, verdict, ...blamed.filter(isBlame)]),
    ).toEqual(BUDGETED);
    const suites = all.filter((suite) => !isBudgeted(suite));
    expect(suites.map((suite) => suite.slice(0, 3))).toEqual(EXPECTED);
    expect(suites[0]?.slice(3)).toEqual([
      ["test", "side by side > leaves an interval", "interval", "attributed.test.ts", 28],
    ]);
    expect(suites[3]?.slice(3)).toEqual([
      ["beforeAll", "a service", "server", "service.ts", 8],
      ["test", "a service > polls", "interval", "open.test.ts", 14],
    ]);
    expect(exitCode).toBe(1);
    expect(output.match(/^ FAIL {2}\w+\.test\.ts \[ .*\n.*$/gm)?.toSorted()).toMatchInlineSnapshot(`
      [
        " FAIL  attributed.test.ts [ attributed.test.ts ]
      LeakError: this test file leaves more behind than its budget allows",
        " FAIL  exceeding.test.ts [ exceeding.test.ts ]
      LeakError: this test file leaves more behind than its budget allows",
        " FAIL  open.test.ts [ open.test.ts ]
      LeakError: this test file leaves more behind than its budget allows",
        " FAIL  retaining.test.ts [ retaining.test.ts ]
      LeakError: this test file leaves more behind than its budget allows",
      ]
    `);
  },
);

test("a guard that warns tells the same of files that share their modules, and fails nothing", async () => {
  const args = ["--no-isolate", "--maxWorkers=1", "open", "closed", "retaining", "frugal"];
  const { exitCode, output } = await runVitest({ fixture: "guard", vitest: 5, args });

  expect(exitCode).toBe(0);
  expect(tableIn(output)).toMatchInlineSnapshot(`
    "Leakproof: 2 of 4 test files leave more behind than allowed

      suite              budget   retained  open  verdict
      retaining.test.ts … …     0  over
      open.test.ts … …     2  over

      retaining.test.ts
        retained …, the limit is … (the default)
     …  test "keeps what it handled" (retaining.test.ts:10)
          taken off: … of the runner's own; noise: …

      open.test.ts
        2 handles left open, the limit is 0 (the default)
          1 server on :::…, started in an anonymous function (src/service.ts:8)
            in beforeAll of "a service" (open.test.ts:5)
            Hint: end it in an afterAll() of the same suite.
          1 interval of 1,000 ms, started in an anonymous function (open.test.ts:14)
            in test "a service > polls"
            Hint: end it in the test, also when that fails, or in an afterEach()."
  `);
});

test.each([
  [29, ["--runInBand"]],
  [30, ["--maxWorkers=2"]],
  [30, ["--maxWorkers=2", "--workerThreads"]],
] as const)("in Jest %i, %s, the guard fails the files that leave something behind", async (jest, args) => {
  const { exitCode, output, records } = await runJest({
    fixture: "jest-guard",
    jest,
    args: ["--config=error.config.js", "--forceExit", ...args],
  });

  const suites = suitesIn(records).map(tell);
  expect(suites.map((suite) => suite.slice(0, 3))).toEqual(EXPECTED);
  expect(suites[0]?.slice(3)).toEqual([
    ["test", "side by side > leaves an interval", "interval", "attributed.test.js", 22],
  ]);
  expect(suites[3]?.slice(3)).toEqual([
    ["beforeAll", "a service", "server", "service.js", 8],
    ["test", "a service > polls", "interval", "open.test.js", 13],
  ]);
  expect(exitCode).toBe(1);
  expect(output.match(/LeakError: this test file leaves more behind/g)).toHaveLength(3);
  expect(tableIn(output)).toContain("Leakproof: 3 of 5 test files leave more behind than allowed");
});
