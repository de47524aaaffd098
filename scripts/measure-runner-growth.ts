// Measures what each runner itself keeps of a file without a leak: the numbers of packages/core/src/guard/runner-growth.ts.
// With LEAKPROOF_GUARD_EXACT memory is read at both ends of a file, whatever that costs.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { AnyRecord } from "../packages/core/src/any-record.ts";
import { totalOf } from "../packages/core/src/guard/memory-gauge.ts";
import { installJest, installVitest } from "../test/e2e/install-hosts.ts";

const FEW = 5;
const MANY = 105;
const HOSTS = {
  "vitest 3": () => report("vitest", 3, installVitest(3)),
  "vitest 4": () => report("vitest", 4, installVitest(4)),
  "vitest 5": () => report("vitest", 5, installVitest(5)),
  "jest 29": () => report("jest", 29, installJest(29)),
  "jest 30": () => report("jest", 30, installJest(30)),
};
type Host = keyof typeof HOSTS;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    only: { type: "string", multiple: true, default: Object.keys(HOSTS) },
  },
});
const RUNS = Number(values.runs);

for (const name of values.only as Host[]) await HOSTS[name]();

async function report(runner: "vitest" | "jest", major: number, installed: Promise<string>): Promise<void> {
  const host = await installed;
  const [few, many] = [await growthsOf(runner, host, FEW), await growthsOf(runner, host, MANY)];
  const perTest = (median(many) - median(few)) / (MANY - FEW);
  const spread = Math.max(...few.map((bytes) => Math.abs(bytes - median(few))));
  console.log(
    `${runner} ${major}: per file ${Math.round(median(few) - FEW * perTest)} B, per test ${Math.round(perTest)} B, ` +
      `at most ${Math.round(spread)} B from the median in ${RUNS} runs`,
  );
}

async function growthsOf(runner: "vitest" | "jest", host: string, tests: number): Promise<number[]> {
  const project = await mkdtemp(join(host, "growth-"));
  try {
    const text = `for (let index = 0; index < ${tests}; index++) test(\`adds \${index}\`, () => expect([index + 1]).toEqual([index + 1]));\n`;
    const isVitest = runner === "vitest";
    const options = JSON.stringify({ guard: "warn", records: "records.ndjson" });
    await writeFile(
      join(project, isVitest ? "vitest.config.mjs" : "jest.config.js"),
      isVitest
        ? `import leakproof from "@leakproof/vitest-plugin";\nexport default { test: { globals: true }, plugins: [leakproof(${options})] };\n`
        : `module.exports = { preset: "@leakproof/jest-env", testEnvironmentOptions: { leakproof: ${options} } };\n`,
    );
    await writeFile(join(project, isVitest ? "a.test.mjs" : "a.test.js"), text);
    const growths: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      await execute(runner, host, project);
      const lines = (await readFile(join(project, "records.ndjson"), "utf8")).split("\n").filter((line) => line !== "");
      const suite = lines.map((line) => JSON.parse(line) as AnyRecord).find((record) => record.kind === "suite");
      if (suite === undefined) throw new Error(`${runner} left no record of its file`);
      growths.push(suite.runnerBytes + totalOf(suite.retained));
    }
    return growths;
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

async function execute(runner: "vitest" | "jest", host: string, project: string): Promise<void> {
  const args =
    runner === "vitest"
      ? [join(host, "node_modules", "vitest", "vitest.mjs"), "run"]
      : [join(host, "node_modules", "jest", "bin", "jest.js")];
  const env = { ...process.env, LEAKPROOF_GUARD_EXACT: "1" };
  const child = spawn(process.execPath, args, { cwd: project, env, stdio: "ignore" });
  await new Promise((resolve) => child.once("close", resolve));
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}
