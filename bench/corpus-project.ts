import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import type { LeakRecord } from "@leakproof/core";
import { packPackages } from "../scripts/pack-packages.ts";
import { runQuietly } from "../scripts/run-quietly.ts";

/** What a case's meta.json tells of it. */
export interface CaseMeta {
  readonly name: string;
  readonly expect: "leak" | "clean";
  readonly bad?: string;
  readonly visibleIn?: readonly string[];
  readonly minNode?: number;
}

/** A case of a corpus, installed as a Vitest project of its own. */
export interface InstalledCase {
  readonly meta: CaseMeta;
  readonly project: string;
}

/** How the cases are run. */
export interface CorpusSettings {
  readonly vitest: string;
  readonly pool: string;
  readonly timeoutMs: number;
  /** Where to leave the installed cases; a temporary folder that is removed if undefined. */
  readonly keep: string | undefined;
  /** The cases to install; all if undefined. */
  readonly only: readonly string[] | undefined;
}

/** What one run of a variant gave: the record of its assertion, or what went wrong. */
export interface CaseRun {
  readonly record: LeakRecord | undefined;
  readonly error: string | undefined;
}

/**
 * Installs the cases of a corpus with the packed packages, hands them over, and removes them.
 * A case is a folder with package.json, meta.json and case.mjs, which exports `make(variant)`.
 */
export async function withCorpus(
  corpus: string,
  kinds: readonly ("leaks" | "clean")[],
  settings: CorpusSettings,
  use: (cases: readonly InstalledCase[]) => Promise<void>,
): Promise<void> {
  const folder =
    settings.keep === undefined ? await mkdtemp(join(tmpdir(), "leakproof-corpus-")) : resolve(settings.keep);
  const tarballs = await mkdtemp(join(tmpdir(), "leakproof-tarballs-"));
  try {
    console.log("Packing the packages.");
    const packages = await packPackages(tarballs);
    const found = await findCases(resolve(corpus), kinds);
    const paths = found.filter((path) => settings.only?.includes(basename(path)) ?? true);
    console.log(`Installing ${paths.length} cases.`);
    const cases: InstalledCase[] = [];
    for (const path of paths) cases.push(await install(path, folder, packages, settings));
    await use(cases);
  } finally {
    if (settings.keep === undefined) await rm(folder, { recursive: true, force: true });
    await rm(tarballs, { recursive: true, force: true });
  }
}

/** Whether a judge of memory can see what the case leaks, and whether its packages run on this major of Node. */
export function isForMemory({ visibleIn = ["heap"], minNode = 0 }: CaseMeta, nodeMajor: number): boolean {
  return minNode <= nodeMajor && visibleIn.some((judge) => judge === "heap" || judge === "external");
}

/** The version of a Node by the path of its binary. */
export async function versionOf(node: string): Promise<{ readonly version: string; readonly major: number }> {
  const version = (await runQuietly(node, ["--version"], { cwd: tmpdir() })).trim();
  return { version, major: Number(/\d+/.exec(version)?.[0]) };
}

/** Runs the assertion on one variant of a case in a Vitest of its own. */
export async function runCase(node: string, { project }: InstalledCase, variant: string): Promise<CaseRun> {
  const report = join(project, `${variant}.json`);
  await rm(report, { force: true });
  const output = await runVitest(node, project, [`${variant}.test.mjs`, "--reporter=json", `--outputFile=${report}`]);
  try {
    const { testResults } = JSON.parse(await readFile(report, "utf8")) as {
      testResults: {
        message?: string;
        assertionResults: { meta?: { leakproof?: LeakRecord[] }; failureMessages?: string[] }[];
      }[];
    };
    const [result] = testResults[0]?.assertionResults ?? [];
    return {
      record: result?.meta?.leakproof?.[0],
      error: result?.failureMessages?.[0] ?? testResults[0]?.message,
    };
  } catch {
    return { record: undefined, error: output };
  }
}

/** The first line of what went wrong. */
export function firstLine(error: string | undefined): string {
  return error?.split("\n").find((line) => line.trim() !== "") ?? "no output";
}

async function findCases(root: string, kinds: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    kinds.map(async (kind) => (await readdir(join(root, kind))).map((name) => join(root, kind, name))),
  );
  return found.flat().toSorted();
}

async function install(
  path: string,
  folder: string,
  packages: Record<string, string>,
  { vitest, pool, timeoutMs }: CorpusSettings,
): Promise<InstalledCase> {
  const project = join(folder, basename(path));
  await mkdir(project, { recursive: true });
  await cp(path, project, { recursive: true, filter: (file) => !file.includes("node_modules") });
  const manifest = await readManifest(path);
  const devDependencies = {
    vitest,
    ...Object.fromEntries(NEEDED.map((name) => [name, `file:${packages[name]}`])),
  };
  await writeFile(join(project, "package.json"), JSON.stringify({ ...manifest, devDependencies }, null, 2));
  await writeFile(
    join(project, "vitest.config.mjs"),
    `import leakproof from "@leakproof/vitest-plugin";\nexport default { plugins: [leakproof()], test: { pool: ${JSON.stringify(pool)}, testTimeout: ${timeoutMs}, include: ["*.test.mjs"] } };\n`,
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
  return { project, meta: JSON.parse(await readFile(join(path, "meta.json"), "utf8")) as CaseMeta };
}

// What is for Jest would bring Jest with it.
const NEEDED = ["@leakproof/core", "@leakproof/vitest-plugin"] as const;

// A case that needs no package has no manifest.
async function readManifest(path: string): Promise<object> {
  try {
    return JSON.parse(await readFile(join(path, "package.json"), "utf8")) as object;
  } catch {
    return { private: true, type: "module" };
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
