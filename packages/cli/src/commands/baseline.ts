import { BASELINE_FILE } from "@leakproof/core/budget";
import type { Command } from "commander";
import { type BaselineRequest, runBaseline } from "../baseline/run-baseline.ts";
import { UserError } from "../user-error.ts";
import { colorsFor } from "./colors.ts";

type BaselineOptions = Omit<BaselineRequest, "action" | "names">;
type Action = BaselineRequest["action"];

const ACTIONS: Readonly<Record<Action, string>> = {
  check: "Compare what suites retained with what was last accepted.",
  update: "Accept what suites retain: raise, lower and add; remove those that are gone.",
  tighten: "Accept improvements only: no value rises, none is added.",
};

const HELP = `
Examples:
  leakproof baseline check leaks.ndjson
  leakproof baseline check shard-1.ndjson shard-2.ndjson
  leakproof baseline update leaks.ndjson

The records are those of runs under guard, of all shards, workers and repetitions. What is within the noise of its entry leaves it as it is.

Exit codes:
  0 within the baseline, or written   1 a suite is above it; with --strict also if one is not in it
  4 no suite could be judged   64 a mistake in the command or a file`;

/** Adds `leakproof baseline`. */
export function addBaseline(program: Command, finish: (exitCode: number) => void): void {
  const baseline = program
    .command("baseline")
    .description("Hold suites to what they were last accepted to retain.")
    .addHelpText("after", HELP);
  for (const [action, description] of Object.entries(ACTIONS) as [Action, string][]) {
    const command = baseline
      .command(action)
      .description(description)
      .argument("[records...]", "files of records (default: the one that LEAKPROOF_RECORDS names)")
      .option(
        "--baseline <file>",
        "the file of accepted values; paths in it are relative to the working directory",
        BASELINE_FILE,
      )
      .option("--json", "print the comparison as JSON", false)
      .action((names: readonly string[], options: BaselineOptions) => finish(run({ ...options, action, names })));
    if (action === "check") command.option("--strict", "fail where a suite is not in the baseline", false);
  }
}

function run(request: BaselineRequest): number {
  const setting = { cwd: process.cwd(), colors: colorsFor(process.stdout) };
  const { exitCode, stdout, stderr } = runBaseline({ ...request, names: namesFrom(request.names) }, setting);
  process.stderr.write(stderr);
  process.stdout.write(stdout);
  return exitCode;
}

function namesFrom(names: readonly string[]): readonly string[] {
  if (names.length > 0) return names;
  const { LEAKPROOF_RECORDS: requested = "" } = process.env;
  if (requested === "")
    throw new UserError("Name the files of records, as in `leakproof baseline check leaks.ndjson`.");
  return [requested];
}
