import { isAbsolute, join, relative } from "node:path";
import type { AnyRecord } from "@leakproof/core";
import { type Command, Option } from "commander";
import { resolveVersion } from "../releases/resolve-version.ts";
import { formatBytes } from "../report/format.ts";
import { createProgress } from "../report/progress.ts";
import { formatTable } from "../report/table.ts";
import { createSupply, listReleases } from "../runtimes/create-supply.ts";
import { obtainRuntime } from "../runtimes/obtain.ts";
import { namedLeaks } from "../trial/named-leaks.ts";
import { findBlindness, runTrial } from "../trial/run-trial.ts";
import { UserError } from "../user-error.ts";
import { colorsFor } from "./colors.ts";
import { commandFor } from "./means.ts";
import { list, time } from "./options.ts";

interface MatrixOptions {
  readonly node: readonly string[];
  readonly script?: string;
  readonly timeout: number;
  readonly json: boolean;
}

/** What a test did on a release. */
interface Cell {
  readonly test: string;
  readonly release: string;
  readonly verdict: "clean" | "leaking" | "inconclusive" | "other" | "untestable" | "error";
  readonly bytesPerCall?: number;
  readonly fingerprint?: string;
  readonly reason?: string;
}

/** Adds `leakproof matrix`. */
export function addMatrix(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("matrix")
    .description("Run the same tests on several releases of Node: one table of test by release.")
    .argument("[command...]", "what runs the tests, after --")
    .requiredOption("--node <releases>", "as in 20,22.16.0,24: the newest of each unless it is exact", list)
    .option("--script <module>", "judge the default export of a module instead of running a command")
    .addOption(new Option("--timeout <time>", "end a run after this time").argParser(time).default(300_000, "5m"))
    .option("--json", "print the cells as JSON", false)
    .addHelpText(
      "after",
      "\nExit codes: 0 no test leaks anywhere   1 some do   4 nothing could be judged   64 a mistake in the command",
    )
    .action(async (words: readonly string[], options: MatrixOptions) => finish(await runMatrix(words, options)));
}

async function runMatrix(words: readonly string[], { node, script, timeout, json }: MatrixOptions): Promise<number> {
  const cwd = process.cwd();
  if (words.length > 0 && script !== undefined)
    throw new UserError("--script and a command after -- both say what to run: leave one out.");
  const command = await commandFor({ command: words, ...(script === undefined ? {} : { script }) }, cwd);
  if (command.kind === "custom")
    throw new UserError("A matrix is made of records: run Vitest or Jest with the plugin, or a module with --script.");
  const supply = await createSupply(cwd);
  const known = await listReleases(supply);
  const releases = [...new Set(node.map((name) => resolveVersion(name, known, "--node")))];
  const progress = createProgress(process.stderr, colorsFor(process.stderr));
  const target = { leak: "any", fingerprints: new Set<string>(), tests: new Set<string>() } as const;
  const cells: Cell[] = [];
  for (const release of releases) {
    progress.show({ kind: "progress", text: `Node ${release}` });
    const runtime = await obtainRuntime(supply, release, (text) => progress.show({ kind: "progress", text }));
    const request = { runtime, cwd, timeoutMs: timeout, caches: join(supply.cache, "trials") };
    const blindness = await findBlindness(request);
    if (blindness !== undefined) {
      cells.push({ test: "", release, verdict: "untestable", reason: blindness });
      continue;
    }
    const { outcome, records } = await runTrial({ ...request, command, target });
    if (records.length > 0) cells.push(...records.map((record) => cellOf(record, release, cwd)));
    else if (outcome.kind !== "leak" && outcome.kind !== "clean")
      cells.push({ test: "", release, verdict: outcome.kind, reason: outcome.reason });
  }
  progress.end();
  process.stdout.write(
    json ? `${JSON.stringify({ schema: 1, cells }, undefined, 2)}\n` : renderMatrix(cells, releases),
  );
  if (cells.some(({ verdict }) => verdict === "leaking")) return 1;
  return cells.some(({ verdict }) => verdict === "clean") ? 0 : 4;
}

function cellOf(record: AnyRecord, release: string, cwd: string): Cell {
  const { subject, verdict } = record;
  const file = subject.file === undefined ? "" : isAbsolute(subject.file) ? relative(cwd, subject.file) : subject.file;
  const test = [file, subject.test].filter((part) => part !== undefined && part !== "").join(" > ");
  const fingerprint = namedLeaks(record)[0]?.fingerprint;
  return {
    test,
    release,
    verdict: verdict.kind,
    ...("bytesPerCall" in verdict ? { bytesPerCall: verdict.bytesPerCall } : {}),
    ...(verdict.kind === "leaking" && fingerprint !== undefined ? { fingerprint } : {}),
    ...(verdict.kind === "inconclusive" ? { reason: verdict.reason.kind } : {}),
  };
}

function renderMatrix(cells: readonly Cell[], releases: readonly string[]): string {
  const tests = [...new Set(cells.flatMap(({ test }) => (test === "" ? [] : [test])))];
  const rows = tests.map((test) => [
    test,
    ...releases.map((release) => {
      const own = cells.filter((cell) => cell.release === release && (cell.test === test || cell.test === ""));
      return own.map(describeCell).join(", ") || "did not run";
    }),
  ]);
  const lines = rows.length === 0 ? [] : formatTable([["test", ...releases], ...rows]);
  const notes = cells.flatMap(({ test, release, reason, verdict }) =>
    reason === undefined ? [] : [`Node ${release}${test === "" ? "" : `, ${test}`}: ${verdict}: ${reason}`],
  );
  return `${[...lines, ...(notes.length === 0 || lines.length === 0 ? notes : ["", ...notes])].join("\n")}\n`;
}

function describeCell({ verdict, bytesPerCall }: Cell): string {
  return bytesPerCall === undefined ? verdict : `${verdict} ${formatBytes(bytesPerCall)}`;
}
