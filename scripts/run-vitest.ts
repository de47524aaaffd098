import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

export interface VitestRun {
  readonly exitCode: number | null;
  readonly passed: number;
  readonly failed: number;
  /** Every test file and how long it took, longest first. */
  readonly files: readonly { readonly path: string; readonly seconds: number }[];
  /** Title and messages of every failed test. */
  readonly failures: readonly { readonly title: string; readonly messages: readonly string[] }[];
}

interface JsonReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly title: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

/** Runs the Vitest that is installed in `project`, lets it print, and returns what its JSON report says. */
export async function runVitest(project: string, args: readonly string[]): Promise<VitestRun> {
  const folder = await mkdtemp(join(tmpdir(), "leakproof-report-"));
  try {
    const reportFile = join(folder, "report.json");
    const exitCode = await spawnVitest(project, [...args, `--outputFile.json=${reportFile}`]);
    const report = await readReport(reportFile);
    const results = report?.testResults.flatMap((file) => file.assertionResults) ?? [];
    return {
      exitCode,
      passed: report?.numPassedTests ?? 0,
      failed: report?.numFailedTests ?? 0,
      files: (report?.testResults ?? [])
        .map(({ name, startTime, endTime }) => ({
          path: relative(project, name),
          seconds: (endTime - startTime) / 1000,
        }))
        .toSorted((a, b) => b.seconds - a.seconds),
      failures: results
        .filter((result) => result.status === "failed")
        .map((result) => ({ title: result.title, messages: result.failureMessages ?? [] })),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function spawnVitest(project: string, args: readonly string[]): Promise<number | null> {
  const vitest = join(project, "node_modules", "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json"];
  const child = spawn(process.execPath, [vitest, "run", ...reporters, ...args], {
    cwd: project,
    stdio: "inherit",
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
}

async function readReport(file: string): Promise<JsonReport | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as JsonReport;
  } catch {
    return undefined;
  }
}
