import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { runQuietly } from "../../scripts/run-quietly.ts";
import { combinationsOf, isWhole } from "./combinations.ts";
import { installJest, installNode, installVitest, type JestMajor, type VitestMajor } from "./install-hosts.ts";
import { type LeakproofRun, runLeakproof } from "./run-leakproof.ts";

async function bisectTests(fixture: string, host: string, args: readonly string[]): Promise<LeakproofRun> {
  const project = await mkdtemp(join(host, `${fixture}-`));
  try {
    await cp(join(import.meta.dirname, "..", "fixtures", fixture), project, { recursive: true });
    const { PATH = "", HOME = "" } = process.env;
    const environment = { PATH, HOME, NO_COLOR: "1", LEAKPROOF_CACHE: join(project, "cache") };
    return await runLeakproof(
      project,
      environment,
      ["bisect", "--over", "tests", ...args],
      undefined,
      await installNode(24),
    );
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

function withoutTimes(stdout: string): string {
  return stdout.replace(/, [\d.]+ (?:min \d+ )?s\. Log: .*/, ", some time.");
}

test("in Vitest, the test of another file that makes a later one leak is named", async () => {
  const { stdout, stderr } = await bisectTests("earlier-tests", await installVitest(5), ["--", "vitest"]);

  expect(stderr).toContain("b-checkout.test.ts > sums for ever, with 6 tests before it");
  expect(withoutTimes(stdout)).toMatchInlineSnapshot(`
      "b-checkout.test.ts > sums for ever leaks only after a-catalog.test.ts > with history > answers as before ran in the same worker.

      Needed before it, of 6 (P 99.5 %):
        a-catalog.test.ts > with history > answers as before

      It leaks
        after these only  in 2 of 2 trials
        alone             in 0 of 2 trials
        after all 6       in 3 of 3 trials

      To see it:
        vitest run --no-file-parallelism a-catalog.test.ts b-checkout.test.ts -t '^(with history answers as before|sums for ever)$'

      13 trials of 5 subsets, no downloads, some time.
      "
    `);
});

// What Vitest and Jest do differently in it, to run chosen tests, is tested in either below.
test.runIf(isWhole)("in Jest, the test of the same file that makes a later one leak is named", async () => {
  const args = ["--test", "stays as large", "--json", "--", "jest"];

  const { exitCode, stdout } = await bisectTests("jest-earlier-tests", await installJest(30), args);

  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    status: "found",
    summary:
      "pool.test.js > another pool > stays as large as it was leaks only after pool.test.js > a pool > can be resized ran in the same worker.",
    tests: {
      before: 6,
      needed: [{ number: 3, file: "pool.test.js", test: "a pool > can be resized" }],
      evidence: { alone: { leaks: 0 }, all: { cleans: 0 }, needed: { cleans: 0 } },
    },
  });
});

const CHOSEN = ["b-checkout.test.ts > sums one", "a-catalog.test.ts > with history > answers as before"];

for (const major of combinationsOf<VitestMajor>([3, 4, 5], [5])) {
  test(`Vitest ${major} runs the tests that somebody chose, file by file in their order, and no other`, async () => {
    const run = await chooseTests(await installVitest(major), "earlier-tests", CHOSEN, [
      join("node_modules", "vitest", "vitest.mjs"),
      "run",
      "--no-file-parallelism",
    ]);

    expect(run).toEqual(CHOSEN);
  });
}

for (const major of combinationsOf<JestMajor>([29, 30], [30])) {
  test(`Jest ${major} runs the tests that somebody chose, and no hook of others`, async () => {
    const chosen = ["pool.test.js > a pool > opens"];

    // It opens the second, as long as the hook of the other block does not.
    const run = await chooseTests(await installJest(major), "jest-earlier-tests", chosen, [
      join("node_modules", "jest", "bin", "jest.js"),
      "--runInBand",
    ]);

    expect(run).toEqual(chosen);
  });
}

async function chooseTests(
  host: string,
  fixture: string,
  chosen: readonly string[],
  [bin = "", ...args]: readonly string[],
): Promise<string[]> {
  const executable = await installNode(24);
  const project = await mkdtemp(join(host, `${fixture}-`));
  try {
    await cp(join(import.meta.dirname, "..", "fixtures", fixture), project, { recursive: true });
    const names = chosen.map((name) => {
      const [file = "", ...test] = name.split(" > ");
      return { file: join(project, file), test: test.join(" > ") };
    });
    const [only, order] = [join(project, "only.json"), join(project, "order.ndjson")];
    await writeFile(only, JSON.stringify(names));
    const { PATH = "", HOME = "" } = process.env;
    const env = { PATH, HOME, LEAKPROOF_ONLY_TESTS: only, LEAKPROOF_TEST_ORDER: order };
    await runQuietly(executable, [join(host, bin), ...args], { cwd: project, env });
    const lines = (await readFile(order, "utf8")).trim().split("\n");
    return lines
      .map((line) => JSON.parse(line) as { readonly file: string; readonly test: string })
      .map(({ file, test }) => `${relative(project, file)} > ${test}`);
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}
