// What the guard costs: the same suite of 1,000 short tests in 50 files with the guard and without, in turns, under Vitest and Jest.
// Prints the ratios of wall and processor time, with their spread: on a machine that does other things the latter says more. With `--blame`, how often it names the one test of 200 that leaks.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { AnyRecord } from "../packages/core/src/any-record.ts";
import { installJest, installVitest } from "../test/e2e/install-hosts.ts";
import { compareTurns, type Guard } from "./guard/compare-turns.ts";
import { type Time, timedRun } from "./guard/timed-run.ts";

const FILES = 50;
const TESTS = 20;

const LEAKER = 137;

// Its one leak is of 17 MB: beyond the default budget.
const leakyTests =
  `const kept = [];\nfor (let index = 0; index < 200; index++) {\n  test(\`keeps \${index}\`, () => {\n` +
  `    if (index === ${LEAKER}) for (let item = 0; item < 200_000; item++) kept.push({ item, name: \`item \${item}\` });\n` +
  `    expect(JSON.parse(JSON.stringify({ index })).index).toBe(index);\n  });\n}\n`;

const { values } = parseArgs({
  options: {
    turns: { type: "string", default: "7" },
    only: { type: "string", multiple: true, default: ["vitest", "jest"] },
    blame: { type: "boolean", default: false },
    runs: { type: "string", default: "20" },
  },
});

type Runner = "vitest" | "jest";

for (const runner of values.only as Runner[]) {
  const host = await (runner === "vitest" ? installVitest(4) : installJest(30));
  const project = await mkdtemp(join(host, "bench-"));
  try {
    await (values.blame ? blame(runner, host, project) : compare(runner, host, project));
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

async function compare(runner: Runner, host: string, project: string): Promise<void> {
  for (const guard of ["off", "warn"] as const) await writeSuite(runner, join(project, guard), guard, shortTests);
  // Jest keeps what it has transformed, for each folder by itself.
  for (const guard of ["off", "warn"] as const) await time(runner, host, join(project, guard));
  const compared = await compareTurns(Number(values.turns), (guard) => time(runner, host, join(project, guard)));
  console.log(`${runner}: ${FILES * TESTS} tests in ${FILES} files, ${compared}`);
}

async function blame(runner: Runner, host: string, project: string): Promise<void> {
  await writeSuite(runner, project, "warn", () => leakyTests, 1);
  const runs = Number(values.runs);
  let named = 0;
  for (let run = 0; run < runs; run++) {
    await time(runner, host, project);
    const record = (await readFile(join(project, "records.ndjson"), "utf8"))
      .split("\n")
      .flatMap((line) => (line === "" ? [] : [JSON.parse(line) as AnyRecord]))
      .find((one) => one.kind === "suite");
    const verdict = record?.verdict;
    const places = verdict?.kind === "over" ? verdict.excesses.map(({ place }) => place?.test) : [];
    if (places.length === 1 && places[0] === `keeps ${LEAKER}`) named++;
    else console.log(`run ${run}: ${JSON.stringify(verdict)}`);
  }
  console.log(`${runner}: named the one test of 200 that leaks in ${named} of ${runs} runs`);
}

function shortTests(file: number): string {
  return Array.from(
    { length: TESTS },
    (_, test) =>
      `test("adds ${file} and ${test}", async () => {\n  await Promise.resolve();\n  expect([${file}, ${test}].map((n) => n + 1)).toEqual([${file + 1}, ${test + 1}]);\n});\n`,
  ).join("\n");
}

async function writeSuite(
  runner: Runner,
  folder: string,
  guard: Guard,
  textOf: (file: number) => string,
  files = FILES,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const options = JSON.stringify({ guard, records: "records.ndjson" });
  if (runner === "vitest") {
    const config = `import leakproof from "@leakproof/vitest-plugin";\nexport default { plugins: [leakproof(${options})] };\n`;
    await writeFile(join(folder, "vitest.config.mjs"), config);
  } else {
    const config = `module.exports = { preset: "@leakproof/jest-env", testEnvironmentOptions: { leakproof: ${options} } };\n`;
    await writeFile(join(folder, "jest.config.js"), config);
  }
  const head = runner === "vitest" ? `import { expect, test } from "vitest";\n` : "";
  for (let file = 0; file < files; file++)
    await writeFile(join(folder, `file-${file}.test.${runner === "vitest" ? "mjs" : "js"}`), head + textOf(file));
}

/** Runs a suite and returns the time that it took. */
async function time(runner: Runner, host: string, folder: string): Promise<Time> {
  const args =
    runner === "vitest"
      ? [join(host, "node_modules", "vitest", "vitest.mjs"), "run", "--reporter=dot"]
      : [join(host, "node_modules", "jest", "bin", "jest.js"), "--silent"];
  const run = await timedRun(folder, args);
  if (run.exitCode !== 0) throw new Error(`${runner} failed:\n${run.printed}`);
  return run;
}
