import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { installNode } from "../e2e/install-hosts.ts";
import { runFixture } from "../e2e/run-fixture.ts";
import type { Program } from "./make-programs.ts";

/** A test of a program, as its runner reports it. */
export interface Outcome {
  readonly title: string;
  readonly status: string;
  /** What the test failed with. */
  readonly message: string;
}

/** What came of a program, and what was printed if the runner told nothing of it. */
export interface Result {
  readonly program: Program;
  readonly outcomes: readonly Outcome[];
  readonly error: string;
}

interface JsonReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs programs in a project that has the runner and the packed packages, all at once: as they are written, or with few calls. */
export async function runPrograms(
  programs: readonly Program[],
  host: string,
  mode: "as-written" | "few-calls",
): Promise<readonly Result[]> {
  return inProject(programs, host, runnerArgs(programs, host, mode), async ({ project, printed }) => {
    const text = await readFile(join(project, "report.json"), "utf8").catch(() => {
      throw new Error(`the runner wrote no report:\n${printed}`);
    });
    const { testResults } = JSON.parse(text) as JsonReport;
    return programs.map((program) => {
      const file = testResults.find(({ name }) => name.replaceAll("\\", "/").includes(`/${program.folder}/`));
      const outcomes = (file?.assertionResults ?? []).map(({ fullName, status, failureMessages }) => ({
        title: fullName,
        status,
        message: failureMessages.join("\n").replaceAll(`${project}/`, "").replaceAll(`${program.folder}/`, ""),
      }));
      return { program, outcomes, error: outcomes.length > 0 ? "" : file?.message || printed };
    });
  });
}

/** Checks the types of programs; returns what the compiler says, with the place in the page instead of the file. */
export async function checkTypes(programs: readonly Program[], host: string): Promise<string> {
  const compiler = join(host, "node_modules", "typescript", "bin", "tsc");
  return inProject(programs, host, [compiler, "--project", "tsconfig.json", "--pretty", "false"], async ({ printed }) =>
    programs.reduce(
      (text, { folder, block }) => text.replaceAll(new RegExp(`^${folder}/`, "gm"), `${block.at} `),
      printed.trim(),
    ),
  );
}

function runnerArgs(programs: readonly Program[], host: string, mode: string): readonly string[] {
  const modules = join(host, "node_modules");
  const report = ["--outputFile=report.json"];
  return programs[0]?.runner === "jest"
    ? [
        join(modules, "jest", "bin", "jest.js"),
        "--json",
        ...report,
        "--projects",
        ...programs.map(({ folder }) => folder),
      ]
    : [join(modules, "vitest", "vitest.mjs"), "run", `--mode=${mode}`, "--reporter=json", ...report];
}

/** All programs of the docs are one run, of half a minute to some minutes. */
export const PATIENCE_MS = 1_200_000;

async function inProject<Value>(
  programs: readonly Program[],
  host: string,
  args: readonly string[],
  read: (run: { readonly project: string; readonly printed: string }) => Promise<Value>,
): Promise<Value> {
  const executable = await installNode(24);
  const written = await mkdtemp(join(tmpdir(), "leakproof-docs-"));
  try {
    for (const program of programs) await writeProgram(program, written);
    const names = await readdir(written);
    const files = Object.fromEntries(names.map((name) => [name, join(written, name)]));
    return await runFixture({ fixture: "docs", host, executable, args, files, patienceMs: PATIENCE_MS }, read);
  } finally {
    await rm(written, { recursive: true, force: true });
  }
}

async function writeProgram({ folder, files, runner }: Program, into: string): Promise<void> {
  const all = Object.entries(files);
  const hasConfig = all.some(([name]) => name.startsWith("jest.config"));
  if (runner === "jest" && !hasConfig)
    all.push(["jest.config.js", 'module.exports = { preset: "@leakproof/jest-env" };\n']);
  for (const [name, text] of all) {
    await mkdir(dirname(join(into, folder, name)), { recursive: true });
    await writeFile(join(into, folder, name), text);
  }
}
