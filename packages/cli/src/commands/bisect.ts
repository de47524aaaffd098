import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { called } from "../bisect/called.ts";
import type { Axis } from "../log/entries.ts";
import { appendToLog, findLog, readLog, shown } from "../log/log-file.ts";
import { UserError } from "../user-error.ts";
import { carryOn, showAnswer } from "./carry-on.ts";
import { describeLog } from "./describe-log.ts";
import { addElsewhere } from "./elsewhere.ts";
import { createMeans } from "./means.ts";
import { leakPattern, list, probability, size, time, wholeNumber } from "./options.ts";
import { type BisectOptions, startBisection } from "./start-bisection.ts";

const HELP = `
Examples:
  leakproof bisect -- vitest run test/pool.test.ts -t "releases sockets"
  leakproof bisect --good 20 --bad 22.23 -- jest test/pool.test.js
  leakproof bisect --script leak.mjs
  leakproof bisect --find fixed --bad 24.4.0 -- vitest run test/pool.test.ts
  leakproof bisect --over commits --good v1.4.0 -- vitest run test/pool.test.ts
  leakproof bisect --over tests -- vitest run test/pool.test.ts

Exit codes:
  0 found   1 no release in the range changes it   2 an end is not what it is said to be
  3 out of trials: the range is told   4 an end cannot be tried   64 a mistake in the command   130 interrupted`;

const HTML = "also write the answer as a page that opens in a browser, offline";

/** Adds `leakproof bisect` and what belongs to it. */
export function addBisect(program: Command, finish: (exitCode: number) => void): void {
  const bisect = program
    .command("bisect")
    .description("Find the releases of Node between which a leak begins or ends, also if it only leaks sometimes.")
    .argument("[command...]", "what runs the test, after --; verdicts come from its leak assertions")
    .option("--good <release>", "a release that does not leak (default: found by going back a major at a time)")
    .option("--bad <release>", "a release that leaks (default: the Node that runs this)")
    .option("--script <module>", "judge the default export of a module instead of running a command")
    .option("--runner <runner>", "use another version than the project's, as in vitest@3, which runs on older releases")
    .option("--find <what>", "leaks: where it begins; fixed: where it ends", findOption, "leaks")
    .option("--lines <lines>", "auto, trunk, majors as in trunk,22, or semver", "auto")
    .option(
      "--confidence <p>",
      "how sure an answer must be; a search stops at a posterior that truly gives it",
      probability,
      0.95,
    )
    .option(
      "--leak <which>",
      "same: the leak that the bad end shows; any; or a pattern for fingerprint or class",
      leakPattern,
      "same",
    )
    .option("--above <size>", "judge by size: a leak is what grows by more than this per call", size)
    .option("--skip <releases>", "releases to leave out, with commas, as in 22.15.1,21", list, [])
    .option("--no-sweep", "do not look for changes between releases that behave alike")
    .option("--max-trials <n>", "stop after so many trials, with the range found so far", wholeNumber, 400)
    .addOption(new Option("--timeout <time>", "end a trial after this time").argParser(time).default(120_000, "2m"))
    .option("--jobs <n>", "trials at a time, once the leak is known to be flaky", wholeNumber, 1)
    .option(
      "--over <axis>",
      "releases of Node, or on the Node that runs this: commits of this repository, or the tests before the one that leaks",
      overOption,
      "releases",
    )
    .option("--test <name>", "with --over tests: the test that leaks (default: the one that does when all run)")
    .option(
      "--setup <command>",
      "with --over commits: sets up each commit, as npm ci does (default: they share node_modules)",
    )
    .option("--log <file>", "where the log is kept (default: .leakproof/bisect-<time>.jsonl)")
    .option("--flags", "also find the flags of Node and V8 that move the leak at each change", false)
    .option("--no-trials", "only write the log: trials are made elsewhere, see plan, try and collect")
    .option("--json", "print the answer as JSON", false)
    .option("--html <file>", HTML)
    .addHelpText("after", HELP)
    .action(async (words: readonly string[], options: BisectOptions) => {
      finish(await startBisection(words, options));
    });
  addLogCommands(bisect, finish);
}

function addLogCommands(bisect: Command, finish: (exitCode: number) => void): void {
  const which = (command: Command): Command =>
    command.option("--log <file>", "the log (default: the newest in .leakproof)");
  const fileOf = async ({ log }: { readonly log?: string }): Promise<string> =>
    log === undefined ? findLog(process.cwd()) : resolve(process.cwd(), log);

  addElsewhere(bisect, which, fileOf);

  which(bisect.command("resume"))
    .description("Go on where a bisection stopped; no trial is made again.")
    .option("--max-trials <n>", "stop after so many trials in all", wholeNumber)
    .option("--flags", "also find the flags of Node and V8 that move the leak at each change", false)
    .option("--json", "print the answer as JSON", false)
    .option("--html <file>", HTML)
    .action(
      async (options: {
        readonly log?: string;
        readonly json: boolean;
        readonly html?: string;
        readonly maxTrials?: number;
        readonly flags: boolean;
      }) => {
        const log = await fileOf(options);
        const { header, entries, damaged } = readLog(log);
        tellDamage(damaged, log);
        const cwd = process.cwd();
        const means = await createMeans(header, cwd);
        const { maxTrials = header.settings.maxTrials } = options;
        const changed = { ...header, settings: { ...header.settings, maxTrials } };
        const { json, flags, html } = options;
        finish(await carryOn({ log, header: changed, entries, means, json, flags, html }));
      },
    );

  for (const [name, description] of [
    ["status", "Tell what is known so far, and what would be tried next."],
    ["replay", "Work out the answer from the log alone; nothing is run."],
  ] as const) {
    which(bisect.command(name))
      .description(description)
      .option("--json", "print the answer as JSON", false)
      .option("--html <file>", HTML)
      .action(async (options: { readonly log?: string; readonly json: boolean; readonly html?: string }) => {
        const log = await fileOf(options);
        const read = readLog(log);
        tellDamage(read.damaged, log);
        finish(await showAnswer(read, log, options.json, name === "status", options.html));
      });
  }

  which(bisect.command("log"))
    .description("List the trials that were made.")
    .action(async (options: { readonly log?: string }) => {
      const log = await fileOf(options);
      const read = readLog(log);
      tellDamage(read.damaged, log);
      process.stdout.write(describeLog(read));
    });

  which(bisect.command("undo"))
    .description("Take back a trial that went wrong, the last one unless named.")
    .argument("[trial]", "its number in `leakproof bisect log`", wholeNumber)
    .action(async (trial: number | undefined, options: { readonly log?: string }) => {
      const log = await fileOf(options);
      const { entries } = readLog(log);
      const undone = new Set(entries.flatMap((entry) => (entry.type === "undo" ? [entry.trial] : [])));
      const trials = entries.filter((entry) => entry.type === "trial").filter((entry) => !undone.has(entry.trial));
      const chosen = trial === undefined ? trials.at(-1) : trials.find((entry) => entry.trial === trial);
      if (chosen === undefined)
        throw new UserError(
          trial === undefined
            ? `${shown(log)} has no trial to take back.`
            : `${shown(log)} has no trial ${trial} that counts.`,
        );
      appendToLog(log, [{ type: "undo", trial: chosen.trial }]);
      process.stdout.write(
        `Trial ${chosen.trial} (${called(chosen.version)}, ${chosen.outcome.kind}) no longer counts.\n`,
      );
    });
}

function tellDamage(damaged: readonly number[], log: string): void {
  if (damaged.length === 0) return;
  const lines = damaged.length === 1 ? `line ${damaged[0]} is` : `lines ${damaged.join(", ")} are`;
  process.stderr.write(`${shown(log)}: ${lines} damaged and left out; all other trials count.\n`);
}

function overOption(text: string): Axis {
  if (text === "releases" || text === "commits" || text === "tests") return text;
  throw new UserError(`--over: ${JSON.stringify(text)} is neither releases, commits nor tests.`);
}

function findOption(text: string): "leaks" | "fixed" {
  if (text === "leaks" || text === "fixed") return text;
  throw new UserError(`--find: ${JSON.stringify(text)} is neither leaks nor fixed.`);
}
