import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import { installJest, installVitest, type JestMajor, type VitestMajor } from "./install-hosts.ts";
import { type LeakproofRun, runLeakproof } from "./run-leakproof.ts";

interface Found {
  readonly leaks: readonly { readonly test: string; readonly record: unknown }[];
  readonly doubtful: readonly { readonly test: string }[];
  readonly clean: number;
  readonly notJudged: readonly { readonly test: string; readonly reason: { readonly kind: string } }[];
  readonly interrupted: readonly string[];
  readonly incomplete: readonly unknown[];
  readonly log: string;
}

interface JestReport {
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

// Other tests run meanwhile: a leak takes the time that its snapshot takes, and what is clean takes no longer for it.
const PATIENTLY = ["--time-per-test", "30s"];

async function copyFixture(fixture: string, host: string): Promise<string> {
  const project = await mkdtemp(join(host, `${fixture}-`));
  onTestFinished(() => rm(project, { recursive: true, force: true }));
  await cp(join(import.meta.dirname, "..", "fixtures", fixture), project, { recursive: true });
  return project;
}

function hunt(
  project: string,
  args: readonly string[],
  watch?: (stderr: string) => NodeJS.Signals | undefined,
): Promise<LeakproofRun> {
  const { PATH, HOME, TMPDIR } = process.env;
  return runLeakproof(project, { PATH, HOME, TMPDIR, NO_COLOR: "1", DIES: "" }, ["hunt", ...PATIENTLY, ...args], watch);
}

function reasons({ notJudged }: Found): Readonly<Record<string, string>> {
  return Object.fromEntries(notJudged.map(({ test: name, reason }) => [name.replace(/^.*? > /, ""), reason.kind]));
}

test.for(combinationsOf<VitestMajor>([3, 4, 5], [5]))(
  "Vitest %i without the plugin: a hunt finds the test and the hook that leak, and no other",
  async (vitest, { expect }) => {
    const project = await copyFixture("hunt", await installVitest(vitest));

    const { exitCode, stdout, stderr } = await hunt(project, ["--json", "--", "vitest", "run"]);

    const found = JSON.parse(stdout) as Found;
    expect(found.leaks).toMatchObject([
      { test: "hooks.test.ts > a connection that is never closed > of a clean test" },
      {
        test: "sessions.test.ts > a login that nobody ends",
        record: { explanation: { leaks: [{ className: "Session" }] } },
      },
    ]);
    expect({ exitCode, doubtful: found.doubtful, clean: found.clean, incomplete: found.incomplete }).toEqual({
      exitCode: 1,
      doubtful: [],
      clean: 7,
      incomplete: [],
    });
    expect(reasons(found)).toEqual({
      "a test that works once": "not repeatable",
      "a test that is skipped": "skipped",
      "a test that is not written": "todo",
      "a test that skips itself": "skips itself",
      "a test that fails": "failed",
      "a test that is expected to fail": "expected to fail",
      "a concurrent test": "concurrent",
      "a test with a leak assertion": "asserts",
    });
    expect(stderr).toMatch(/^leak {2}.* B per run +sessions\.test\.ts > a login that nobody ends$/m);
    // A repetition compares snapshots, and writes none.
    expect(await readFile(join(project, "__snapshots__", "sessions.test.ts.snap"), "utf8")).not.toContain(
      "a snapshot 3",
    );
  },
);

test.for(combinationsOf<JestMajor>([29, 30], [30]))(
  "Jest %i without the environment: a hunt finds the test and the hook that leak, and no other",
  async (jest, { expect }) => {
    const project = await copyFixture("jest-hunt", await installJest(jest));

    const command = ["jest", "--runInBand", "--json", "--outputFile=report.json"];
    const { exitCode, stdout } = await hunt(project, ["--json", "--", ...command]);

    const found = JSON.parse(stdout) as Found;
    expect(found.leaks.map((leak) => leak.test).toSorted()).toEqual([
      "hooks.test.js > a connection that is never closed > of a clean test",
      "sessions.test.js > a login that nobody ends",
    ]);
    expect({ exitCode, doubtful: found.doubtful, clean: found.clean, incomplete: found.incomplete }).toEqual({
      exitCode: 1,
      doubtful: [],
      clean: 7,
      incomplete: [],
    });
    expect(reasons(found)).toEqual({
      "a test that works once": "not repeatable",
      "a test that rejects unhandled when it runs again": "not repeatable",
      "a test that is skipped": "skipped",
      "a test that is not written": "todo",
      "a test that fails": "failed",
      "a test that is expected to fail": "expected to fail",
      "a concurrent test": "concurrent",
      "a test with a leak assertion": "asserts",
    });
    expect(await readFile(join(project, "__snapshots__", "sessions.test.js.snap"), "utf8")).not.toContain(
      "a snapshot 3",
    );
    // What a repetition does wrong fails nothing.
    const { numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      await readFile(join(project, "report.json"), "utf8"),
    ) as JestReport;
    expect([numFailedTests, numRuntimeErrorTestSuites]).toEqual([1, 0]);
  },
);

test("an interrupted hunt tells what is known, and goes on where it stopped", async ({ expect }) => {
  const project = await copyFixture("hunt", await installVitest(5));
  const isFound = (stderr: string): NodeJS.Signals | undefined => (stderr.includes("leak  ") ? "SIGINT" : undefined);

  const first = await hunt(project, ["--log", "hunt.ndjson", "--", "vitest", "run", "--maxWorkers=1"], isFound);
  const told = await readFile(join(project, "hunt.ndjson"), "utf8");
  const second = await hunt(project, ["--resume", "hunt.ndjson", "--json"]);

  expect(first.exitCode).toBe(130);
  expect(first.stdout).toContain("Interrupted: this is what is known so far.");
  expect(first.stdout).toContain("1 × ");
  expect(first.stdout.trim().split("\n").at(-1)).toBe("Go on with: leakproof hunt --resume hunt.ndjson");
  expect(second.exitCode).toBe(1);
  expect(JSON.parse(second.stdout)).toMatchObject({ leaks: [{}, {}], clean: 7, incomplete: [], interrupted: [] });
  const all = await readFile(join(project, "hunt.ndjson"), "utf8");
  expect(all.startsWith(told)).toBe(true);
  const judged = all.split("\n").filter((line) => line.includes('"kind":"memory"'));
  expect(judged).toHaveLength(9);
});

test("a worker that is killed loses its own test only, which the report names", async ({ expect }) => {
  const project = await copyFixture("hunt", await installVitest(5));
  const { PATH, HOME, TMPDIR } = process.env;
  const environment = { PATH, HOME, TMPDIR, NO_COLOR: "1", DIES: "1" };

  const args = [
    "hunt",
    "--",
    "vitest",
    "run",
    "dies.test.ts",
    "hooks.test.ts",
    "-t",
    "killed|torn down",
    "--maxWorkers=1",
  ];
  const { exitCode, stdout } = await runLeakproof(project, environment, args);

  expect(exitCode).toBe(2);
  expect(stdout).toContain("A worker ended in the middle of a test: this is what is known so far.");
  expect(stdout).toContain("No leak found in 1 test.");
  expect(stdout).toContain(
    "Missing:\n  dies.test.ts > a test whose worker is killed\n    the run ended while it was repeated\n",
  );
});

test("a mistake in the command is told in a sentence", async ({ expect }) => {
  const project = await copyFixture("hunt", await installVitest(5));
  const jest = await hunt(project, ["--", "jest"]);
  const script = await hunt(project, ["--", "node", "test.js"]);
  const missing = await hunt(project, ["--resume", "none.ndjson"]);

  expect([jest, script, missing].map(({ exitCode, stderr }) => [exitCode, stderr.trim()])).toEqual([
    [64, "jest is not installed in this project: run `npm install` first."],
    [64, "A hunt repeats the tests of Vitest or Jest: write `leakproof hunt -- vitest run` or `-- jest`."],
    [64, "There is no log none.ndjson."],
  ]);
});

test("the same tests in fresh processes are counted run by run", async ({ expect }) => {
  const project = await copyFixture("hunt", await installVitest(5));
  const { PATH, HOME, TMPDIR } = process.env;
  const args = ["stress", "--hunt", "--runs", "2", "--json", "--", "vitest", "run", "-t", "the number 1"];

  const { exitCode, stdout } = await runLeakproof(project, { PATH, HOME, TMPDIR, NO_COLOR: "1" }, args);

  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    runs: 2,
    tests: [{ test: "sessions.test.ts > for each > the number 1", leaks: 0, cleans: 2, others: 0 }],
    failures: {},
  });
});
