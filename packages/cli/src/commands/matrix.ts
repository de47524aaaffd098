import { join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { EXIT_CODES } from "../bisect/answer.ts";
import { onRelease } from "../bisect/places.ts";
import type { Cell } from "../matrix/cell.ts";
import { collectColumns, type Columns, writeColumns } from "../matrix/column-file.ts";
import { inParallel } from "../matrix/in-parallel.ts";
import { runRelease } from "../matrix/run-release.ts";
import { resolveVersion } from "../releases/resolve-version.ts";
import { createProgress } from "../report/progress.ts";
import { renderMatrix } from "../report/render-matrix.ts";
import { createSupply, listReleases } from "../runtimes/create-supply.ts";
import type { Supply } from "../runtimes/obtain.ts";
import { UserError } from "../user-error.ts";
import { colorsFor } from "./colors.ts";
import { formatOption } from "./elsewhere.ts";
import { commandFor } from "./means.ts";
import { list, time, wholeNumber } from "./options.ts";

interface MatrixOptions {
  readonly node: readonly string[];
  readonly script?: string;
  readonly runner?: string;
  readonly timeout: number;
  readonly jobs: number;
  readonly out?: string;
  readonly json: boolean;
}

const EXITS =
  "\nExit codes: 0 no test leaks anywhere   1 some do   4 nothing could be judged   64 a mistake in the command   130 interrupted";

/** Adds `leakproof matrix` and what makes it on many machines. */
export function addMatrix(program: Command, finish: (exitCode: number) => void): void {
  const matrix = program
    .command("matrix")
    .description("Run the same tests on several releases of Node: one table of test by release.")
    .argument("[command...]", "what runs the tests, after --")
    .option("--node <releases>", "as in 20,22.16.0,24: the newest of each unless it is exact", list, [])
    .option("--script <module>", "judge the default export of a module instead of running a command")
    .option("--runner <runner>", "use another version than the project's, as in vitest@3, which runs on older releases")
    .option("--jobs <n>", "releases at a time", wholeNumber, 1)
    .addOption(new Option("--timeout <time>", "end a run after this time").argParser(time).default(300_000, "5m"))
    .option("--out <file>", "also write the cells to a file, for `collect`")
    .option("--json", "print the cells as JSON", false)
    .addHelpText("after", EXITS)
    .action(async (words: readonly string[], options: MatrixOptions) => finish(await runMatrix(words, options)));

  matrix
    .command("plan")
    .description("Name the releases one by one, for an engine that runs `matrix --node` on many machines.")
    .requiredOption("--node <releases>", "as in 20,22.16.0,24", list)
    .option("--format <format>", "json, or github-actions: lines for $GITHUB_OUTPUT", formatOption, "json")
    .action(async ({ node, format }: { readonly node: readonly string[]; readonly format: Format }) => {
      const include = (await resolveAll(await createSupply(process.cwd()), node)).map((version) => ({ version }));
      process.stdout.write(
        format === "json"
          ? `${JSON.stringify({ schema: 1, releases: include }, undefined, 2)}\n`
          : `matrix=${JSON.stringify({ include })}\n`,
      );
    });

  matrix
    .command("collect")
    .description("Put together what was written with --out elsewhere.")
    .argument("<files...>", "what is in two of them counts once")
    .option("--json", "print the cells as JSON", false)
    .action((files: readonly string[], { json }: { readonly json: boolean }) => {
      finish(print(collectColumns(files.map((file) => resolve(file))), json));
    });
}

type Format = ReturnType<typeof formatOption>;

async function runMatrix(words: readonly string[], options: MatrixOptions): Promise<number> {
  const { node, script, runner, timeout, jobs, json, out } = options;
  const cwd = process.cwd();
  if (node.length === 0) throw new UserError("--node names no release: write --node 20,22,24.");
  if (words.length > 0 && script !== undefined)
    throw new UserError("--script and a command after -- both say what to run: leave one out.");
  const command = await commandFor({ command: words, script, runner }, cwd);
  if (command.kind === "custom")
    throw new UserError("A matrix is made of records: run Vitest or Jest with the plugin, or a module with --script.");
  const supply = await createSupply(cwd);
  const releases = await resolveAll(supply, node);
  const progress = createProgress(process.stderr, colorsFor(process.stderr));
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once("SIGINT", stop);
  try {
    const request = {
      open: onRelease(supply, cwd, command),
      caches: join(supply.cache, "trials"),
      timeoutMs: timeout,
      signal: interrupt.signal,
      onProgress: (text: string) => progress.show({ kind: "progress", text }),
    };
    const columns = await inParallel(releases, jobs, (release) => runRelease(request, release));
    if (interrupt.signal.aborted) return EXIT_CODES.interrupted;
    const made: Columns = {
      schema: 1,
      command: script === undefined ? words : ["--script", script],
      platform: `${process.platform}-${process.arch}`,
      releases,
      cells: columns.flat(),
    };
    if (out !== undefined) writeColumns(resolve(cwd, out), made);
    progress.end();
    return print(made, json);
  } finally {
    progress.end();
    process.removeListener("SIGINT", stop);
  }
}

async function resolveAll(supply: Supply, names: readonly string[]): Promise<string[]> {
  const known = await listReleases(supply);
  return [...new Set(names.map((name) => resolveVersion(name, known, "--node")))];
}

function print(columns: Columns, json: boolean): number {
  const { cells, releases } = columns;
  process.stdout.write(json ? `${JSON.stringify(columns, undefined, 2)}\n` : renderMatrix(cells, releases));
  const some = (verdict: Cell["verdict"]): boolean => cells.some((cell) => cell.verdict === verdict);
  return some("leaking") ? 1 : some("clean") ? 0 : 4;
}
