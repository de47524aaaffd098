import { join } from "node:path";
import type { LeakRecord } from "@leakproof/core/matchers";
import { installNode, installVitest, type NodeLine, type VitestMajor } from "./install-hosts.ts";
import { readRecords } from "./read-records.ts";
import { readIfThere, runFixture } from "./run-fixture.ts";

export type Pool = "forks" | "threads" | "vmForks" | "vmThreads";

/** What to run: a folder of `test/fixtures` in a real Vitest on a real Node. */
export interface VitestRequest {
  readonly fixture: string;
  readonly vitest: VitestMajor;
  readonly node?: NodeLine;
  readonly pool?: Pool;
  readonly args?: readonly string[];
  /** Further files, by their name in the fixture. */
  readonly files?: Readonly<Record<string, string>>;
  /** A run that takes longer hangs. */
  readonly patienceMs?: number;
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
  /** The records that the run kept in `records.ndjson`. */
  readonly records: readonly LeakRecord[];
}

/** Copies a fixture next to an installed Vitest, runs it as a user would, and returns what came of it. */
export async function runVitest(request: VitestRequest): Promise<VitestResult> {
  const { fixture, vitest, node = 24, pool = "forks", args = [], files = {}, patienceMs } = request;
  const executable = await installNode(node);
  const host = await installVitest(vitest);
  return runFixture(
    {
      fixture,
      host,
      executable,
      files,
      ...(patienceMs === undefined ? {} : { patienceMs }),
      args: [
        join(host, "node_modules", "vitest", "vitest.mjs"),
        "run",
        `--pool=${pool}`,
        "--reporter=default",
        "--reporter=json",
        "--outputFile.json=report.json",
        ...args,
      ],
    },
    async ({ exitCode, printed, project }) => ({
      exitCode,
      output: printed.trim(),
      tests: await readTests(join(project, "report.json"), printed),
      records: readRecords(await readIfThere(join(project, "records.ndjson"))),
    }),
  );
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
