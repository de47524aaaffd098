import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installNode, installVitest, type VitestMajor } from "./install-hosts.ts";
import { readRecords } from "./read-records.ts";
import { readIfThere, runFixture } from "./run-fixture.ts";
import { runLeakproof } from "./run-leakproof.ts";

/** Runs the fixture until something is killed; returns what a report on its records says. */
async function reportAfter(vitest: VitestMajor, kill: "kills its worker" | "kills the runner"): Promise<string> {
  const host = await installVitest(vitest);
  const script = join(host, "node_modules", "vitest", "vitest.mjs");
  const args = [script, "run", "--pool=forks", "-t", `${kill}|judged before`];
  return runFixture({ fixture: "killed", host, executable: await installNode(24), args }, async ({ project }) => {
    const text = await readIfThere(join(project, "records.ndjson"));
    expect(readRecords(text)).toMatchObject([
      { verdict: { kind: "clean" } },
      { kind: "suite", verdict: { kind: "within" } },
    ]);
    await writeFile(join(project, "leaks.ndjson"), text);
    const { stdout, exitCode } = await runLeakproof(project, { PATH: process.env["PATH"] }, ["report"]);
    const told = `${stdout}exit code ${exitCode}`.replace(/vitest \S+ on Node \S+/, "vitest on Node");
    // Versions are of different lengths: lines break elsewhere.
    return told.replace("\n  files", " files").replace("test\n", "test ");
  });
}

const report = (what: string): string => `Missing: the run of vitest on Node ${what} without 1 of 2 test files
  kill.test.ts

1 clean, 1 within in 1 test file
exit code 1`;

// Vitest 3 gives up with its worker, and tells reporters no end.
test.each([
  { vitest: 3, what: "was killed" },
  { vitest: 5, what: "ended" },
] as const)(
  "a killed worker leaves a report that names its test file, under Vitest $vitest",
  async ({ vitest, what }) => {
    expect(await reportAfter(vitest, "kills its worker")).toBe(report(what));
  },
);

test("a killed runner leaves a report of all that was judged before", async () => {
  expect(await reportAfter(5, "kills the runner")).toBe(report("was killed"));
});

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
