import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { LeakRecord } from "@leakproof/core/matchers";
import { installNode, installVitest, type NodeMajor, type VitestMajor } from "./install-hosts.ts";

export type Pool = "forks" | "threads" | "vmForks" | "vmThreads";

/** What to run: a folder of `test/fixtures` in a real Vitest on a real Node. */
export interface VitestRequest {
  readonly fixture: string;
  readonly vitest: VitestMajor;
  readonly node?: NodeMajor;
  readonly pool?: Pool;
  readonly args?: readonly string[];
}

export interface TestResult {
  readonly status: string;
  /** What Vitest printed for each error of the test: message, code frame and places. */
  readonly failures: readonly string[];
  readonly records: readonly LeakRecord[];
}

export interface VitestResult {
  readonly exitCode: number | null;
  /** All that was printed. */
  readonly output: string;
  /** By full name. */
  readonly tests: Readonly<Record<string, TestResult>>;
  /** The text of `records.ndjson`, if the run wrote that. */
  readonly recordsFile: string;
}

// A run that takes longer hangs.
const PATIENCE_MS = 200_000;

/** Copies a fixture next to an installed Vitest, runs it as a user would, and returns what came of it. */
export async function runVitest(request: VitestRequest): Promise<VitestResult> {
  const { fixture, vitest, node = 24, pool = "forks", args = [] } = request;
  const executable = await installNode(node);
  const host = await installVitest(vitest);
  const project = await mkdtemp(join(host, `${fixture}-`));
  const release = await takeCore();
  try {
    await cp(join(import.meta.dirname, "..", "fixtures", fixture), project, { recursive: true });
    const { exitCode, printed } = await start(executable, project, [
      join(host, "node_modules", "vitest", "vitest.mjs"),
      "run",
      `--pool=${pool}`,
      "--reporter=default",
      "--reporter=json",
      "--outputFile.json=report.json",
      ...args,
    ]);
    return {
      exitCode,
      output: printed.trim(),
      tests: await readTests(join(project, "report.json"), printed),
      recordsFile: await readIfThere(join(project, "records.ndjson")),
    };
  } finally {
    release();
    await rm(project, { recursive: true, force: true });
  }
}

// Concurrent tests may start more runs than there are cores, and runs that crowd each other out get no time to judge in.
let freeCores = availableParallelism();
const waiting: (() => void)[] = [];

async function takeCore(): Promise<() => void> {
  if (freeCores > 0) freeCores--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  return () => {
    const next = waiting.shift();
    if (next) next();
    else freeCores++;
  };
}

interface JsonReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly meta?: { readonly leakproof?: readonly LeakRecord[] };
    }[];
  }[];
}

async function readTests(file: string, printed: string): Promise<Record<string, TestResult>> {
  const text = await readIfThere(file);
  if (text === "") throw new Error(`Vitest wrote no report:\n${printed}`);
  const report = JSON.parse(text) as JsonReport;
  const results = report.testResults.flatMap((module) => module.assertionResults);
  const failures = readFailures(printed);
  return Object.fromEntries(
    results.map(({ ancestorTitles, title, status, meta }) => {
      const name = [...ancestorTitles, title].filter((part) => part !== "").join(" > ");
      return [name, { status, failures: failures.get(name) ?? [], records: meta?.leakproof ?? [] }];
    }),
  );
}

// A block: ` FAIL  file.test.ts:3 > suite > test`, what it failed with, a rule.
function readFailures(printed: string): Map<string, string[]> {
  const failures = new Map<string, string[]>();
  for (const [, name = "", text = ""] of printed.matchAll(/^ FAIL  .*? > (.*)\n([^]*?)\n\n?⎯+\[/gm)) {
    const trimmed = text.replace(/ +$/gm, "");
    failures.set(name, [...(failures.get(name) ?? []), trimmed]);
  }
  return failures;
}

function readIfThere(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}

// Nothing of this run's own runner, package manager or terminal reaches the one that is started.
function start(
  executable: string,
  project: string,
  args: readonly string[],
): Promise<{ exitCode: number | null; printed: string }> {
  const child = spawn(executable, args, {
    cwd: project,
    env: {
      PATH: [dirname(executable), process.env["PATH"]].join(delimiter),
      HOME: homedir(),
      TMPDIR: tmpdir(),
      NODE: executable,
      NO_COLOR: "1",
      COLUMNS: "80",
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // The whole group: a worker that is busy outlives its parent.
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      reject(new Error(`Vitest did not end within ${PATIENCE_MS / 1000} s:\n${printed}`));
    }, PATIENCE_MS);
    child.once("error", reject);
    child.once("close", (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, printed });
    });
  });
}
