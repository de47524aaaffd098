import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { beginHuntLog, type HuntHead, newHuntLog, readHuntLog } from "../hunt/hunt-log.ts";
import { runHunt } from "../hunt/run-hunt.ts";
import { type HuntSummary, summarize } from "../hunt/summarize.ts";
import { withPlugin } from "../hunt/with-plugin.ts";
import { shown } from "../log/log-file.ts";
import { createHuntProgress } from "../report/hunt-progress.ts";
import { renderHunt } from "../report/render-hunt.ts";
import { resolveCommand } from "../trial/resolve-command.ts";
import type { FinishedProcess } from "../trial/run-process.ts";
import { UserError } from "../user-error.ts";
import { colorsFor } from "./colors.ts";
import { time, wholeNumber } from "./options.ts";

interface HuntOptions {
  readonly repeat?: number;
  readonly timePerTest?: number;
  readonly log?: string;
  readonly resume?: string;
  readonly json: boolean;
}

const DEFAULT_TIME_MS = 10_000;

const HELP = `
Examples:
  leakproof hunt -- vitest run
  leakproof hunt --time-per-test 30s -- vitest run test/pool.test.ts -t "releases sockets"
  leakproof hunt -- jest
  leakproof hunt --resume .leakproof/hunt-20260801-120000000.ndjson

Exit codes:
  0 no test leaks   1 some do   2 no leak found, but the run did not come to its end
  4 no test could be judged   64 a mistake in the command   130 interrupted`;

const EXIT = { clean: 0, leaks: 1, cutShort: 2, nothing: 4, interrupted: 130 } as const;

/** Adds `leakproof hunt`. */
export function addHunt(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("hunt")
    .description("Find leaks in an existing suite: every test is repeated, and judged by what its repetitions leave.")
    .argument("[command...]", "what runs the tests, after --")
    .option("--repeat <n>", "most repetitions of a test (default: auto, as many as its verdict takes)", repeatOption)
    .addOption(
      new Option(
        "--time-per-test <time>",
        "longest that a test is repeated; thrice that where the verdict is in doubt (default: 10s)",
      ).argParser(time),
    )
    .option("--log <file>", "where the log is kept (default: .leakproof/hunt-<time>.ndjson)")
    .option("--resume <file>", "go on with a hunt: tests that its log tells are not judged again")
    .option("--json", "print what was found as JSON", false)
    .addHelpText("after", HELP)
    .action(async (words: readonly string[], options: HuntOptions) => finish(await hunt(words, options)));
}

async function hunt(words: readonly string[], options: HuntOptions): Promise<number> {
  const cwd = process.cwd();
  const startedAt = performance.now();
  const { head, log, isNew } = plan(words, options, cwd);
  const command = await withPlugin(await resolveCommand(head.command, cwd), cwd);
  const resumeAt = beginHuntLog(log, isNew ? head : undefined);
  const progress = createHuntProgress({ stream: process.stderr, colors: colorsFor(process.stderr), cwd });
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  let ended: FinishedProcess;
  try {
    ended = await runHunt({ head, command, log, resumeAt, cwd, signal: interrupt.signal, onEntry: progress.show });
  } finally {
    progress.end();
    process.removeListener("SIGINT", stop);
    process.removeListener("SIGTERM", stop);
  }
  const { entries, damaged } = readHuntLog(log);
  const summary = summarize(entries, cwd);
  const cutShort = whyCutShort(ended, summary);
  if (options.json) {
    const answer = { schema: 1, ...summary, damaged, log: shown(log), ...(cutShort === undefined ? {} : { cutShort }) };
    process.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
  } else {
    const seconds = (performance.now() - startedAt) / 1000;
    process.stdout.write(
      renderHunt(summary, { colors: colorsFor(process.stdout), cwd, seconds, log: shown(log), cutShort }),
    );
  }
  return exitCode(ended, summary, cutShort);
}

interface Plan {
  readonly head: HuntHead;
  readonly log: string;
  readonly isNew: boolean;
}

function plan(words: readonly string[], { resume, log, repeat, timePerTest }: HuntOptions, cwd: string): Plan {
  if (resume !== undefined) {
    if (words.length > 0)
      throw new UserError("--resume goes on with the command of its log: leave out the one after --.");
    if (log !== undefined) throw new UserError("--resume goes on in its own log: leave out --log.");
    const file = resolve(cwd, resume);
    const { head } = readHuntLog(file);
    const changed = { ...head, timePerTestMs: timePerTest ?? head.timePerTestMs };
    return { head: repeat === undefined ? changed : { ...changed, repeat }, log: file, isNew: false };
  }
  const file = log === undefined ? newHuntLog(cwd, new Date()) : resolve(cwd, log);
  refuseExisting(file);
  return {
    head: {
      version: 1,
      kind: "hunt",
      command: words,
      timePerTestMs: timePerTest ?? DEFAULT_TIME_MS,
      ...(repeat === undefined ? {} : { repeat }),
    },
    log: file,
    isNew: true,
  };
}

function refuseExisting(file: string): void {
  try {
    readHuntLog(file);
  } catch (error) {
    if (error instanceof UserError && error.message.startsWith("There is no log")) return;
    throw error;
  }
  throw new UserError(
    `${shown(file)} holds a hunt already: go on with \`leakproof hunt --resume ${shown(file)}\`, or name another file.`,
  );
}

function repeatOption(text: string): number | undefined {
  return text === "auto" ? undefined : wholeNumber(text);
}

/** Says why the run did not come to its end. That tests of the suite fail is no reason: they are told apart. */
function whyCutShort({ exit, output }: FinishedProcess, summary: HuntSummary): string | undefined {
  if (exit.kind === "aborted") return "Interrupted: this is what is known so far.";
  if (exit.kind === "not started") return `The command cannot be started: ${exit.reason}.`;
  if (exit.kind !== "code")
    return `The run was ended by ${exit.kind === "signal" ? exit.signal : "its time"}: this is what is known so far.`;
  if (summary.files === 0)
    return `No test was seen (exit code ${exit.code}). The command printed last:\n${output.trim().slice(-2000)}`;
  if (summary.interrupted.length > 0) return "A worker ended in the middle of a test: this is what is known so far.";
  return undefined;
}

function exitCode({ exit }: FinishedProcess, { leaks, clean }: HuntSummary, cutShort: string | undefined): number {
  if (exit.kind === "aborted") return EXIT.interrupted;
  if (leaks.length > 0) return EXIT.leaks;
  if (cutShort !== undefined) return EXIT.cutShort;
  return clean > 0 ? EXIT.clean : EXIT.nothing;
}
