import { spawn } from "node:child_process";
// Judges the cases of a corpus through real Vitest: `npm run bench:corpus -- FOLDER [--node PATH]... [--vitest VERSION] [--pool POOL]`.
// A case is a folder with package.json, meta.json and case.mjs, which exports `make(variant)`.
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { LeakRecord } from "@leakproof/core";
import { packPackages } from "../scripts/pack-packages.ts";
import { runQuietly } from "../scripts/run-quietly.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: "string", multiple: true, default: [process.execPath] },
    vitest: { type: "string", default: "4.1.12" },
    pool: { type: "string", default: "forks" },
    timeout: { type: "string", default: "5000" },
    keep: { type: "string" },
  },
});
const [corpus] = positionals;
if (corpus === undefined) throw new Error("name the folder of the corpus");

interface Meta {
  readonly name: string;
  readonly expect: "leak" | "clean";
  readonly visibleIn?: readonly string[];
  readonly minNode?: number;
}

interface Verdict {
  readonly variant: string;
  readonly expected: "leaking" | "clean";
  readonly record: LeakRecord | undefined;
  readonly error: string | undefined;
}

const folder = values.keep === undefined ? await mkdtemp(join(tmpdir(), "leakproof-corpus-")) : resolve(values.keep);
const tarballs = await mkdtemp(join(tmpdir(), "leakproof-tarballs-"));
try {
  console.log("Packing the packages.");
  const packages = await packPackages(tarballs);
  const cases = await findCases(resolve(corpus));
  console.log(`Installing ${cases.length} cases.`);
  for (const path of cases) await install(path, packages);
  for (const node of values.node) await judgeAll(node, cases);
} finally {
  if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  await rm(tarballs, { recursive: true, force: true });
}

async function findCases(root: string): Promise<string[]> {
  const kinds = await Promise.all(
    ["leaks", "clean"].map(async (kind) => (await readdir(join(root, kind))).map((name) => join(root, kind, name))),
  );
  return kinds.flat().toSorted();
}

async function install(path: string, packages: Record<string, string>): Promise<void> {
  const project = join(folder, basename(path));
  await mkdir(project, { recursive: true });
  await cp(path, project, { recursive: true, filter: (file) => !file.includes("node_modules") });
  const manifest = await readManifest(path);
  const devDependencies = {
    vitest: values.vitest,
    ...Object.fromEntries(Object.entries(packages).map(([name, file]) => [name, `file:${file}`])),
  };
  await writeFile(join(project, "package.json"), JSON.stringify({ ...manifest, devDependencies }, null, 2));
  await writeFile(
    join(project, "vitest.config.mjs"),
    `import leakproof from "@leakproof/vitest-plugin";\nexport default { plugins: [leakproof()], test: { pool: ${JSON.stringify(values.pool)}, testTimeout: ${Number(values.timeout)}, include: ["*.test.mjs"] } };\n`,
  );
  for (const variant of ["bad", "fixed", "clean"]) {
    await writeFile(
      join(project, `${variant}.test.mjs`),
      `import { afterAll, beforeAll, expect, test } from "vitest";\nimport { make } from "./case.mjs";\nlet made;\nlet calls = 0;\nbeforeAll(async () => { made = await make(${JSON.stringify(variant)}); });\nafterAll(() => made?.teardown?.());\ntest("leaves nothing behind", async () => { await expect(() => made.iteration(calls++)).not.toLeakMemory(); });\n`,
    );
  }
  await runQuietly("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"], {
    cwd: project,
  });
}

// A case that needs no package has no manifest.
async function readManifest(path: string): Promise<object> {
  try {
    return JSON.parse(await readFile(join(path, "package.json"), "utf8")) as object;
  } catch {
    return { private: true, type: "module" };
  }
}

async function judgeAll(node: string, cases: readonly string[]): Promise<void> {
  const version = (await runQuietly(node, ["--version"], { cwd: folder })).trim();
  const major = Number(/\d+/.exec(version)?.[0]);
  console.log(`\nNode ${version}, Vitest ${values.vitest}, pool ${values.pool}, test timeout ${values.timeout} ms`);
  console.log(
    `${"case".padEnd(30)} ${"expected".padEnd(8)} ${"verdict".padEnd(28)} ${"B/call".padStart(9)} ${"rounds".padStart(6)} ${"calls".padStart(7)} ${"ms".padStart(6)}  who holds it`,
  );
  const tally = { right: 0, missed: 0, alarms: 0, inconclusive: 0, failed: 0 };
  for (const path of cases) {
    const meta = JSON.parse(await readFile(join(path, "meta.json"), "utf8")) as Meta;
    const isJudged = (meta.visibleIn ?? ["heap"]).some((judge) => judge === "heap" || judge === "external");
    if (!isJudged || (meta.minNode ?? 0) > major) continue;
    for (const variant of meta.expect === "leak" ? ["bad", "fixed"] : ["clean"]) {
      const verdict = await judge(node, meta.name, variant);
      tally[gradeOf(verdict)]++;
      console.log(rowOf(meta.name, verdict));
    }
  }
  console.log(
    `${tally.right} right, ${tally.missed} missed, ${tally.alarms} false alarms, ${tally.inconclusive} inconclusive, ${tally.failed} could not run`,
  );
}

async function judge(node: string, name: string, variant: string): Promise<Verdict> {
  const project = join(folder, name);
  const report = join(project, `${variant}.json`);
  await rm(report, { force: true });
  const output = await runVitest(node, project, [`${variant}.test.mjs`, "--reporter=json", `--outputFile=${report}`]);
  const expected = variant === "bad" ? "leaking" : "clean";
  try {
    const { testResults } = JSON.parse(await readFile(report, "utf8")) as {
      testResults: {
        message?: string;
        assertionResults: { meta?: { leakproof?: LeakRecord[] }; failureMessages?: string[] }[];
      }[];
    };
    const [result] = testResults[0]?.assertionResults ?? [];
    return {
      variant,
      expected,
      record: result?.meta?.leakproof?.[0],
      error: result?.failureMessages?.[0] ?? testResults[0]?.message,
    };
  } catch {
    return { variant, expected, record: undefined, error: output };
  }
}

function runVitest(node: string, cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((done) => {
    const child = spawn(node, ["node_modules/vitest/vitest.mjs", "run", ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.on("close", () => done(output));
  });
}

function gradeOf({ record, expected }: Verdict): "right" | "missed" | "alarms" | "inconclusive" | "failed" {
  if (!record) return "failed";
  if (record.verdict.kind === expected) return "right";
  if (record.verdict.kind === "inconclusive") return "inconclusive";
  return expected === "leaking" ? "missed" : "alarms";
}

function rowOf(name: string, verdict: Verdict): string {
  const { record, expected, variant, error } = verdict;
  const title = `${name} ${variant}`.padEnd(30);
  if (!record)
    return `${title} ${expected.padEnd(8)} could not run: ${error?.split("\n").find((line) => line.trim() !== "") ?? "no output"}`;
  const kind =
    record.verdict.kind === "clean"
      ? `clean (${record.verdict.because})`
      : record.verdict.kind === "leaking"
        ? `leaking (${record.verdict.proof})`
        : `inconclusive (${record.verdict.reason.kind})`;
  const bytes = record.judges.reduce((sum, { growth }) => sum + growth.bytesPerCall, 0);
  const [leak] = record.explanation?.leaks ?? [];
  const held = leak ? `${leak.className} held by ${leak.holder ?? "?"}` : (record.unexplained ?? "");
  const mark = gradeOf(verdict) === "right" ? " " : "!";
  return `${title} ${expected.padEnd(8)}${mark}${kind.padEnd(28)} ${bytes.toFixed(1).padStart(9)} ${String(record.cost.rounds).padStart(6)} ${String(record.cost.calls).padStart(7)} ${String(Math.round(record.cost.milliseconds)).padStart(6)}  ${held}`.trimEnd();
}
