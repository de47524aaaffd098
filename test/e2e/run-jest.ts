import { join } from "node:path";
import type { LeakRecord } from "@leakproof/core/matchers";
import { installJest, installNode, type JestMajor, type NodeLine } from "./install-hosts.ts";
import { readRecords } from "./read-records.ts";
import { readIfThere, runFixture } from "./run-fixture.ts";

/** What to run: a folder of `test/fixtures` in a real Jest on a real Node. */
export interface JestRequest {
  readonly fixture: string;
  readonly jest: JestMajor;
  readonly node?: NodeLine;
  readonly nodeArgs?: readonly string[];
  readonly args?: readonly string[];
  /** Further files, by their name in the fixture. */
  readonly files?: Readonly<Record<string, string>>;
  /** A run that takes longer hangs. */
  readonly patienceMs?: number;
}

export interface JestTestResult {
  readonly status: string;
  /** What Jest printed for each error of the test: message, code frame and places. */
  readonly failures: readonly string[];
  readonly records: readonly LeakRecord[];
}

export interface JestResult {
  readonly exitCode: number | null;
  /** All that was printed. */
  readonly output: string;
  /** By full name. */
  readonly tests: Readonly<Record<string, JestTestResult>>;
  /** The records that the run kept in `records.ndjson`. */
  readonly records: readonly LeakRecord[];
}

/** Copies a fixture next to an installed Jest, runs it as a user would, and returns what came of it. */
export async function runJest(request: JestRequest): Promise<JestResult> {
  const { fixture, jest, node = 24, nodeArgs = [], args = [], files = {}, patienceMs } = request;
  const executable = await installNode(node);
  const host = await installJest(jest);
  return runFixture(
    {
      fixture,
      host,
      executable,
      files,
      ...(patienceMs === undefined ? {} : { patienceMs }),
      args: [
        ...nodeArgs,
        join(host, "node_modules", "jest", "bin", "jest.js"),
        "--json",
        "--outputFile=report.json",
        ...args,
      ],
    },
    async ({ exitCode, printed, project }) => {
      const records = readRecords(await readIfThere(join(project, "records.ndjson")));
      return {
        exitCode,
        output: printed.trim(),
        tests: await readTests(join(project, "report.json"), printed, records),
        records,
      };
    },
  );
}

interface JsonReport {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

async function readTests(
  file: string,
  printed: string,
  records: readonly LeakRecord[],
): Promise<Record<string, JestTestResult>> {
  const text = await readIfThere(file);
  if (text === "") throw new Error(`Jest wrote no report:\n${printed}`);
  const { testResults } = JSON.parse(text) as JsonReport;
  const failures = readFailures(testResults.map(({ message }) => message).join("\n"));
  return Object.fromEntries(
    testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .map(({ ancestorTitles, title, status }) => {
        const name = [...ancestorTitles, title].join(" > ");
        const own = records.filter(({ subject }) => subject.test === name);
        return [name, { status, failures: failures.get(name) ?? [], records: own }];
      }),
  );
}

// A block: `  ● suite › test`, then what it failed with, indented by four.
function readFailures(message: string): Map<string, string[]> {
  const failures = new Map<string, string[]>();
  for (const block of message.split(/^ {2}● /m).slice(1)) {
    const [title = "", ...lines] = block.split("\n");
    const name = title.split(" › ").join(" > ");
    const text = lines.map((line) => line.replace(/^ {4}/, "").trimEnd()).join("\n");
    failures.set(name, [...(failures.get(name) ?? []), text.trim()]);
  }
  return failures;
}
