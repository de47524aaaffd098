import { readFile } from "node:fs/promises";
import { Command, CommanderError } from "commander";
import { messageOf, RecordsError, UserError } from "../user-error.ts";
import { addBaseline } from "./baseline.ts";
import { addBisect } from "./bisect.ts";
import { EXIT_BUG, EXIT_MISTAKE, EXIT_NO_RECORDS } from "./exit-codes.ts";
import { addHunt } from "./hunt.ts";
import { addMatrix } from "./matrix.ts";
import { addReport } from "./report.ts";
import { addRuntimes } from "./runtimes.ts";
import { addStress } from "./stress.ts";

/** Runs the command line; gives the exit code. */
export async function runCli(words: readonly string[]): Promise<number> {
  const manifest = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(manifest) as { readonly version: string };
  let exitCode = 0;
  const finish = (code: number): void => {
    exitCode = code;
  };
  const program = new Command("leakproof")
    .description(
      "Finds leaks in a suite, reports them, holds suites to what they may retain, and finds the release of Node that makes a test leak.",
    )
    .version(version)
    .exitOverride()
    .showHelpAfterError("(leakproof --help tells all options)")
    .enablePositionalOptions();
  addBisect(program, finish);
  addMatrix(program, finish);
  addBaseline(program, finish);
  addReport(program, finish);
  addHunt(program, finish);
  addStress(program, finish);
  addRuntimes(program);
  try {
    await program.parseAsync([...words], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_MISTAKE;
    if (error instanceof UserError) {
      process.stderr.write(`${error.message}\n`);
      return error instanceof RecordsError ? EXIT_NO_RECORDS : EXIT_MISTAKE;
    }
    process.stderr.write(
      `leakproof: ${error instanceof Error ? (error.stack ?? messageOf(error)) : String(error)}\nThis is a mistake of Leakproof: tell us of it with these lines.\n`,
    );
    return EXIT_BUG;
  }
}
