import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { installJest, installVitest } from "../../../test/e2e/install-hosts.ts";
import type { Group } from "../groups.ts";
import type { Subject } from "../log.ts";
import type { Rival, Said } from "./rival.ts";

// A user's test calls once; more calls leave more to be seen.
const CALLS = 20;

const repository = join(import.meta.dirname, "..", "..", "..");

/** What the runners bring along: each twin has a test file of its own, as they judge files. */
export const runnerFlags: readonly Rival[] = [
  { names: ["Jest 30 --detectLeaks"], judges: ["toLeakMemory"], portion: 20, run: askJest },
  { names: ["Vitest 5 detectAsyncLeaks"], judges: ["toLeakMemory"], portion: 20, run: askVitest },
];

async function askJest(group: Group, subjects: readonly Subject[]): Promise<readonly (Said | undefined)[]> {
  const host = await installJest(30);
  return withProject(host, "", group, subjects, async (project) => {
    const swc = '["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }]';
    await writeFile(join(project, "jest.config.js"), `module.exports = { transform: { "\\\\.ts$": ${swc} } };\n`);
    await run(
      [
        join(host, "node_modules/jest/bin/jest.js"),
        "--detectLeaks",
        "--json",
        "--outputFile=report.json",
        "--forceExit",
      ],
      project,
    );
    const { testResults } = JSON.parse(await readFile(join(project, "report.json"), "utf8")) as {
      testResults: { name: string; message: string }[];
    };
    return subjects.map((_, index) => {
      const result = testResults.find(({ name }) => name.endsWith(fileOf(index)));
      return result && [result.message.includes("Your test suite is leaking memory")];
    });
  });
}

async function askVitest(group: Group, subjects: readonly Subject[]): Promise<readonly (Said | undefined)[]> {
  const host = await installVitest(5);
  const head = 'import { afterAll, beforeAll, test } from "vitest";\n';
  return withProject(host, head, group, subjects, async (project) => {
    await writeFile(
      join(project, "vitest.config.ts"),
      "export default { test: { detectAsyncLeaks: true, teardownTimeout: 500 } };\n",
    );
    const printed = await run([join(host, "node_modules/vitest/vitest.mjs"), "run"], project);
    return subjects.map((_, index) =>
      printed.includes(fileOf(index)) ? [printed.includes(`leaking in ${fileOf(index)}`)] : undefined,
    );
  });
}

async function withProject<T>(
  host: string,
  head: string,
  group: Group,
  subjects: readonly Subject[],
  ask: (project: string) => Promise<T>,
): Promise<T> {
  const project = await mkdtemp(join(host, "rival-"));
  try {
    await mkdir(join(project, dirname(group.file)), { recursive: true });
    await cp(join(repository, group.file), join(project, group.file));
    for (const [index, subject] of subjects.entries())
      await writeFile(join(project, fileOf(index)), head + testFile(group, subject));
    return await ask(project);
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

const fileOf = (index: number): string => `twin-${index}.test.ts`;

function testFile(group: Group, { name, twin }: Subject): string {
  return `import { ${group.name} as pairs } from "./${group.file}";

let twin;
beforeAll(async () => {
  twin = await pairs.find(({ name }) => name === ${JSON.stringify(name)}).${twin}();
});

test("twin", async () => {
  for (let call = 0; call < ${CALLS}; call++) await twin.body();
});

afterAll(async () => {
  ${twin === "clean" ? "await twin.end?.();" : ""}
  await new Promise((resolve) => setTimeout(resolve, 100));
});
`;
}

const PATIENCE_MS = 540_000;

function run(args: readonly string[], cwd: string): Promise<string> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env["PATH"], HOME: homedir(), NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: PATIENCE_MS,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", () => resolve(printed));
  });
}
