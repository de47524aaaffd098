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
    expect(readRecords(text)).toMatchObject([{ verdict: { kind: "clean" } }]);
    await writeFile(join(project, "leaks.ndjson"), text);
    const { stdout, exitCode } = await runLeakproof(project, { PATH: process.env["PATH"] }, ["report"]);
    const told = `${stdout}exit code ${exitCode}`.replace(/vitest \S+ on Node \S+/, "vitest on Node");
    // Versions are of different lengths: lines break elsewhere.
    return told.replace("\n  files", " files").replace("test\n", "test ");
  });
}

const report = (what: string): string => `Missing: the run of vitest on Node ${what} without 1 of 2 test files
  kill.test.ts

1 clean in 1 test file
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
