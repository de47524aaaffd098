// What the guard costs: the same suite of 1,000 short tests in 50 files with the guard and without, in turns, under Vitest and Jest.
// Prints the ratios of wall and processor time, with their spread: on a machine that does other things the latter says more. With `--blame`, how often it names the one test of 200 that leaks.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { AnyRecord } from "../packages/core/src/any-record.ts";
import { installJest, installVitest } from "../test/e2e/install-hosts.ts";

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
type Guard = "off" | "warn";

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
  const wall: number[] = [];
  const processor: number[] = [];
  const plain: number[] = [];
  for (let turn = 0; turn < Number(values.turns); turn++) {
    // Each begins every other time: what else the machine does changes from one run to the next.
    const order: readonly Guard[] = turn % 2 === 0 ? ["off", "warn"] : ["warn", "off"];
    const times: Partial<Record<Guard, Time>> = {};
    for (const guard of order) times[guard] = await time(runner, host, join(project, guard));
    wall.push(times.warn!.wallMs / times.off!.wallMs);
    processor.push(times.warn!.processorMs / times.off!.processorMs);
    plain.push(times.off!.wallMs);
  }
  console.log(
    `${runner}: ${FILES * TESTS} tests in ${FILES} files, ${(median(plain) / 1000).toFixed(1)} s without the guard; ` +
      `with it ${ratio(wall)} of the time, ${ratio(processor)} of the processor time, in ${wall.length} turns`,
  );
}

function ratio(ratios: readonly number[]): string {
  return `${median(ratios).toFixed(2)} × (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`;
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

interface Time {
  readonly wallMs: number;
  readonly processorMs: number;
}

/** Runs a suite and returns the time that it took. */
async function time(runner: Runner, host: string, folder: string): Promise<Time> {
  const args =
    runner === "vitest"
      ? [join(host, "node_modules", "vitest", "vitest.mjs"), "run", "--reporter=dot"]
      : [join(host, "node_modules", "jest", "bin", "jest.js"), "--silent"];
  const start = performance.now();
  // The shell tells the processor time of all that it started.
  const script = '"$@" >/dev/null 2>errors.txt; code=$?; times; exit $code';
  const child = spawn("bash", ["-c", script, "bash", process.execPath, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const exitCode = await new Promise((resolve) => child.once("close", resolve));
  const wallMs = performance.now() - start;
  if (exitCode !== 0) throw new Error(`${runner} failed:\n${await readFile(join(folder, "errors.txt"), "utf8")}`);
  const ofChildren = printed.trim().split("\n").at(-1) ?? "";
  const processorMs = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
  return { wallMs, processorMs };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}
