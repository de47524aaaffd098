import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { runQuietly } from "../scripts/run-quietly.ts";
import { asyncCases } from "../test/conformance/async-cases.ts";
import {
  installJest,
  installNode,
  installVitest,
  type NodeMajor,
  type VitestMajor,
} from "../test/e2e/install-hosts.ts";
import { runVitest } from "../test/e2e/run-vitest.ts";

/** Whether a twin was reported, by "name > leaky" and "name > clean". */
export type Seen = ReadonlyMap<string, boolean>;

/** Something that looks for pending work. */
export interface Detector {
  readonly name: string;
  /** @param names - of the cases that are asked for */
  readonly run: (names: readonly string[]) => Promise<Seen>;
}

const casesFile = join(import.meta.dirname, "..", "test", "conformance", "async-cases.ts");

/** The cases that are asked for: those whose name has this part, or all. */
export const chosenCases = (part = ""): typeof asyncCases => asyncCases.filter(({ name }) => name.includes(part));

// These detectors look at all that is open, at the end: what a twin needs besides its call is taken off, and for the clean one ended.
const allRuns = asyncCases.flatMap(({ name }, index) =>
  (["leaky", "clean"] as const).flatMap((twin) =>
    [true, false].map((calls) => ({
      name,
      key: `${name} > ${twin}`,
      index,
      twin,
      calls,
      file: `case-${index}-${twin}-${calls ? "called" : "baseline"}`,
    })),
  ),
);

type Run = (typeof allRuns)[number];

const runsFor = (names: readonly string[]): readonly Run[] => allRuns.filter(({ name }) => names.includes(name));

/** Those that are compared, on Node 24. */
export const detectors: readonly Detector[] = [
  { name: "Jest --detectOpenHandles", run: askJest },
  { name: "Vitest detectAsyncLeaks", run: askVitest },
  { name: "why-is-node-running", run: askWhy },
  { name: "Leakproof", run: () => askLeakproof(5, 24) },
];

/** Leakproof in Vitest, on every major of Node. */
export const leakproofOn: readonly Detector[] = (
  [
    [20, 4],
    [22, 5],
    [24, 5],
    [26, 5],
  ] as const
).map(([node, vitest]) => ({ name: `Node ${node}`, run: () => askLeakproof(vitest, node) }));

async function askLeakproof(vitest: VitestMajor, node: NodeMajor): Promise<Seen> {
  const files = { "async-cases.ts": casesFile };
  const { tests } = await runVitest({ fixture: "async-conformance", vitest, node, files });
  return new Map(
    Object.entries(tests).flatMap(([key, { records }]) => {
      const kind = records[0]?.verdict.kind;
      return kind === undefined ? [] : [[key, kind === "leaking"] as const];
    }),
  );
}

/** Counts what a detector reports in each run; a twin is seen where its call adds to that. */
async function seenBy(runs: readonly Run[], count: (run: Run) => Promise<number>): Promise<Seen> {
  const counts = new Map(await inTurns(runs, async (run) => [run, await count(run)] as const));
  const countOf = (key: string, calls: boolean): number => {
    const run = runs.find((one) => one.key === key && one.calls === calls);
    return run === undefined ? 0 : (counts.get(run) ?? 0);
  };
  return new Map(runs.map(({ key }) => [key, countOf(key, true) > countOf(key, false)]));
}

// The call is made with the test on the stack: Jest sees nothing else.
function testFile({ index, twin, calls }: Run, head: string): string {
  return `${head}
import { asyncCases } from "./async-cases.ts";

let twin: { body: () => unknown; end?: () => unknown };

beforeAll(async () => {
  twin = await asyncCases[${index}].${twin}();
});

test("twin", async () => {
  ${calls ? "await twin.body();" : ""}
});

afterAll(async () => {
  ${twin === "clean" ? "await twin.end?.();" : ""}
  await new Promise((resolve) => setTimeout(resolve, 100));
});
`;
}

async function askVitest(names: readonly string[]): Promise<Seen> {
  const runs = runsFor(names);
  const host = await installVitest(5);
  const project = await mkdtemp(join(host, "detect-"));
  try {
    await cp(casesFile, join(project, "async-cases.ts"));
    const config = "export default { test: { detectAsyncLeaks: true, teardownTimeout: 500 } };\n";
    await writeFile(join(project, "vitest.config.ts"), config);
    const head = 'import { afterAll, beforeAll, test } from "vitest";';
    await Promise.all(runs.map((one) => writeFile(join(project, `${one.file}.test.ts`), testFile(one, head))));
    const printed = await run(
      process.execPath,
      [join(host, "node_modules/vitest/vitest.mjs"), "run"],
      project,
      500_000,
    );
    if (!printed.includes("Test Files")) throw new Error(`Vitest did not come to its end:\n${printed}`);
    return await seenBy(runs, async ({ file }) => printed.split(`leaking in ${file}.test.ts`).length - 1);
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

async function askJest(names: readonly string[]): Promise<Seen> {
  const host = await installJest(30);
  const project = await mkdtemp(join(host, "detect-"));
  try {
    const swc = '["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }]';
    return await seenBy(runsFor(names), async (one) => {
      const folder = join(project, one.file);
      await mkdir(folder);
      await cp(casesFile, join(folder, "async-cases.ts"));
      await writeFile(join(folder, "jest.config.js"), `module.exports = { transform: { "\\\\.ts$": ${swc} } };\n`);
      await writeFile(join(folder, "twin.test.ts"), testFile(one, ""));
      const args = [join(host, "node_modules/jest/bin/jest.js"), "--detectOpenHandles", "--forceExit"];
      const printed = await run(process.execPath, args, folder, 60_000);
      if (!/Tests: +1 passed/.test(printed)) throw new Error(`${one.file}: Jest printed\n${printed}`);
      return Number(/Jest has detected the following (\d+) open handle/.exec(printed)?.[1] ?? 0);
    });
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

const WHY = "why-is-node-running@3.2.3";

async function askWhy(names: readonly string[]): Promise<Seen> {
  const node = await installNode(24);
  const project = await mkdtemp(join(await installVitest(5), "why-"));
  try {
    await writeFile(join(project, "package.json"), '{ "private": true, "type": "module" }\n');
    await runQuietly("npm", ["install", "--no-audit", "--no-fund", WHY], { cwd: project });
    await cp(casesFile, join(project, "async-cases.ts"));
    await writeFile(
      join(project, "why.ts"),
      `import whyIsNodeRunning from "why-is-node-running";
const { asyncCases } = await import("./async-cases.ts");
const [index, twin, calls] = process.argv.slice(2);
const { body, end } = await asyncCases[index][twin]();
if (calls === "true") await body();
if (twin === "clean") await end?.();
await new Promise((resolve) => setTimeout(resolve, 200));
const lines = [];
whyIsNodeRunning({ error: (line = "") => lines.push(line) });
console.log(/There are \\d+ handle/.exec(lines.join("\\n"))?.[0]);
process.exit();
`,
    );
    return await seenBy(runsFor(names), async ({ file, index, twin, calls }) => {
      const printed = await run(node, ["why.ts", String(index), twin, String(calls)], project, 20_000);
      const handles = /There are (\d+) handle/.exec(printed)?.[1];
      if (handles === undefined) throw new Error(`${file}: why-is-node-running printed\n${printed}`);
      return Number(handles);
    });
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

async function inTurns<T, R>(values: readonly T[], work: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const rest = [...values.entries()];
  const worker = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

function run(executable: string, args: readonly string[], cwd: string, patienceMs: number): Promise<string> {
  const child = spawn(executable, args, {
    cwd,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      // What a leaky twin started outlives its runner.
      if (child.pid !== undefined) killGroup(child.pid);
      resolve(printed);
    };
    const timer = setTimeout(end, patienceMs);
    child.once("error", reject);
    child.once("exit", () => setTimeout(end, 100));
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // All of it has ended.
  }
}
