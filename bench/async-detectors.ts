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
  readonly run: () => Promise<Seen>;
}

const casesFile = join(import.meta.dirname, "..", "test", "conformance", "async-cases.ts");
const twins = asyncCases.flatMap(({ name }, index) =>
  (["leaky", "clean"] as const).map((twin) => ({ key: `${name} > ${twin}`, index, twin })),
);

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

// A file for each twin, which makes the call once and undoes nothing: these detectors look when a file, or all, has ended.
function testFile(index: number, twin: string, head: string): string {
  return `${head}
import { asyncCases } from "./async-cases.ts";

test("twin", async () => {
  const { body } = await asyncCases[${index}].${twin}();
  await body();
});
`;
}

async function askVitest(): Promise<Seen> {
  const host = await installVitest(5);
  const project = await mkdtemp(join(host, "detect-"));
  try {
    await cp(casesFile, join(project, "async-cases.ts"));
    const config = "export default { test: { detectAsyncLeaks: true, teardownTimeout: 500 } };\n";
    await writeFile(join(project, "vitest.config.ts"), config);
    await Promise.all(
      twins.map(({ index, twin }) =>
        writeFile(
          join(project, `case-${index}-${twin}.test.ts`),
          testFile(index, twin, 'import { test } from "vitest";'),
        ),
      ),
    );
    const printed = await run(
      process.execPath,
      [join(host, "node_modules/vitest/vitest.mjs"), "run"],
      project,
      400_000,
    );
    return new Map(
      twins.map(({ key, index, twin }) => [key, printed.includes(`leaking in case-${index}-${twin}.test.ts`)]),
    );
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

async function askJest(): Promise<Seen> {
  const host = await installJest(30);
  const project = await mkdtemp(join(host, "detect-"));
  try {
    const swc = '["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }]';
    const seen = await inTurns(twins, async ({ key, index, twin }) => {
      const folder = join(project, `case-${index}-${twin}`);
      await mkdir(folder);
      await cp(casesFile, join(folder, "async-cases.ts"));
      await writeFile(join(folder, "jest.config.js"), `module.exports = { transform: { "\\\\.ts$": ${swc} } };\n`);
      await writeFile(join(folder, "twin.test.ts"), testFile(index, twin, ""));
      const args = [join(host, "node_modules/jest/bin/jest.js"), "--detectOpenHandles", "--forceExit"];
      const printed = await run(process.execPath, args, folder, 60_000);
      if (!/Tests: +1 passed/.test(printed)) throw new Error(`${key}: Jest printed\n${printed}`);
      return [key, /Jest has detected the following/.test(printed)] as const;
    });
    return new Map(seen);
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

const WHY = "why-is-node-running@3.2.3";

async function askWhy(): Promise<Seen> {
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
const [index, twin] = process.argv.slice(2);
// What the twin needs besides its call is there before: its handles are counted first.
const count = () => {
  let lines = [];
  whyIsNodeRunning({ error: (line = "") => lines.push(line) });
  return Number(/There are (\\d+) handle/.exec(lines.join("\\n"))?.[1] ?? 0);
};
const { body } = await asyncCases[index][twin]();
await new Promise((resolve) => setTimeout(resolve, 50));
const before = count();
await body();
await new Promise((resolve) => setTimeout(resolve, 200));
console.log("handles:", count() - before);
process.exit();
`,
    );
    const seen = await inTurns(twins, async ({ key, index, twin }) => {
      const printed = await run(node, ["why.ts", String(index), twin], project, 20_000);
      const handles = /handles: (-?\d+)/.exec(printed)?.[1];
      if (handles === undefined) throw new Error(`${key}: why-is-node-running printed\n${printed}`);
      return [key, Number(handles) > 0] as const;
    });
    return new Map(seen);
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
