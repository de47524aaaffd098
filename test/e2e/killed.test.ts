import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installJest, installNode, installVitest, type JestMajor, type VitestMajor } from "./install-hosts.ts";
import { readRecords } from "./read-records.ts";
import { readIfThere, runFixture } from "./run-fixture.ts";
import { runLeakproof } from "./run-leakproof.ts";

type Kill = "kills its worker" | "kills the runner";

/** Runs a fixture until something is killed; returns what a report on its records says. */
async function reportAfter(kill: Kill, fixture: string, host: string, command: readonly string[]): Promise<string> {
  const args = [...command, "-t", `${kill}|judged before`];
  return runFixture({ fixture, host, executable: await installNode(24), args }, async ({ project }) => {
    const text = await readIfThere(join(project, "records.ndjson"));
    expect(readRecords(text)).toMatchObject([
      { verdict: { kind: "clean" } },
      { kind: "suite", verdict: { kind: "within" } },
    ]);
    await writeFile(join(project, "leaks.ndjson"), text);
    const { stdout, exitCode } = await runLeakproof(project, { PATH: process.env["PATH"] }, ["report"]);
    const told = `${stdout}exit code ${exitCode}`.replace(/(vitest|jest)(?: \S+)? on Node \S+/, "$1 on Node");
    // Versions are of different lengths: lines break elsewhere.
    return told.replace("\n  files", " files").replace("test\n", "test ");
  });
}

async function reportOfVitest(vitest: VitestMajor, kill: Kill): Promise<string> {
  const host = await installVitest(vitest);
  const script = join(host, "node_modules", "vitest", "vitest.mjs");
  return reportAfter(kill, "killed", host, [script, "run", "--pool=forks"]);
}

async function reportOfJest(jest: JestMajor, kill: Kill): Promise<string> {
  const host = await installJest(jest);
  return reportAfter(kill, "jest-killed", host, [join(host, "node_modules", "jest", "bin", "jest.js")]);
}

const report = (what: string, file: string): string => `Missing: the run of ${what}
  ${file}

1 clean, 1 within in 1 test file
exit code 1`;

// Vitest 3 gives up with its worker, and tells reporters no end.
test.each([
  { vitest: 3, what: "was killed" },
  { vitest: 5, what: "ended" },
] as const)(
  "a killed worker leaves a report that names its test file, under Vitest $vitest",
  async ({ vitest, what }) => {
    const told = await reportOfVitest(vitest, "kills its worker");

    expect(told).toBe(report(`vitest on Node ${what} without 1 of 2 test files`, "kill.test.ts"));
  },
);

test("a killed runner leaves a report of all that was judged before", async () => {
  const told = await reportOfVitest(5, "kills the runner");

  expect(told).toBe(report("vitest on Node was killed without 1 of 2 test files", "kill.test.ts"));
});

// Jest tells an environment neither which files will run nor when the run ends.
test.each(["kills its worker", "kills the runner"] as const)(
  "a test that %s leaves a report of all that was judged before, under Jest",
  async (kill) => {
    expect(await reportOfJest(30, kill)).toBe(report("jest on Node ended without 1 test file", "kill.test.js"));
  },
);

// A limit on the size of files stands for a disk that is full: 3 KiB hold the first records, and no more.
test.skipIf(process.platform === "win32")(
  "a disk that fills up leaves the records before it, and a report that says which line is lost",
  async () => {
    const host = await installVitest(5);
    const vitest = join(host, "node_modules", "vitest", "vitest.mjs");
    const run = `ulimit -f 3; exec "$@"`;
    const args = [
      "-c",
      run,
      "bash",
      await installNode(24),
      vitest,
      "run",
      "--no-file-parallelism",
      "closed",
      "open",
      "attributed",
    ];
    await runFixture({ fixture: "guard", host, executable: "bash", args }, async ({ project, printed }) => {
      const text = await readIfThere(join(project, "records.ndjson"));
      await writeFile(join(project, "leaks.ndjson"), text);
      const { stdout, exitCode } = await runLeakproof(project, { PATH: process.env["PATH"] }, ["report"]);

      expect(text.length).toBe(3072);
      expect(readRecords(text.slice(0, text.lastIndexOf("\n") + 1)).length).toBeGreaterThan(0);
      expect(printed).toContain("leakproof: the records of this run are not kept in records.ndjson: EFBIG");
      // Where the limit falls depends on the length of paths.
      expect(stdout).toMatch(/^Missing: the run of vitest \S+ on Node \S+ was killed without \d of 3 test\s+files/m);
      expect(stdout).toMatch(/^Missing: leaks\.ndjson:\d+ is cut off: the run ended while it was written$/m);
      expect(exitCode).toBe(1);
    });
  },
);
