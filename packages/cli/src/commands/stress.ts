import { join } from "node:path";
import { type Command, Option } from "commander";
import { withPlugin } from "../hunt/with-plugin.ts";
import { counted } from "../report/format.ts";
import { renderStress } from "../report/render-stress.ts";
import { cacheFolder } from "../runtimes/cache.ts";
import { type StressRun, tallyTests } from "../stress/tally-tests.ts";
import { ANY_LEAK } from "../trial/judge-records.ts";
import { resolveCommand, type TrialCommand } from "../trial/resolve-command.ts";
import { runTrial, type TrialRequest } from "../trial/run-trial.ts";
import { UserError } from "../user-error.ts";
import { colorsFor } from "./colors.ts";
import { time, wholeNumber } from "./options.ts";

interface StressOptions {
  readonly runs: number;
  readonly jobs: number;
  readonly timeout: number;
  readonly hunt: boolean;
  readonly timePerTest: number;
  readonly json: boolean;
}

const EXIT = { clean: 0, leaks: 1, nothing: 4, interrupted: 130 } as const;

const HELP = `
Examples:
  leakproof stress -- vitest run test/pool.test.ts
  leakproof stress --hunt --runs 50 -- jest test/pool.test.js -t "releases sockets"

Exit codes:
  0 no run leaked   1 some did   4 no run gave a verdict   64 a mistake in the command   130 interrupted`;

/** Adds `leakproof stress`. */
export function addStress(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("stress")
    .description("Run the same tests many times in fresh processes, and tell how often each of them leaks.")
    .argument("[command...]", "what runs the tests, after --; verdicts come from their leak assertions")
    .option("--runs <n>", "runs to make", wholeNumber, 20)
    .option("--jobs <n>", "runs at a time; runs that crowd each other out take longer", wholeNumber, 1)
    .option("--hunt", "judge tests without assertions too, as `leakproof hunt` does", false)
    .addOption(
      new Option("--time-per-test <time>", "with --hunt: longest that a test is repeated")
        .argParser(time)
        .default(10_000, "10s"),
    )
    .addOption(new Option("--timeout <time>", "end a run after this time").argParser(time).default(300_000, "5m"))
    .option("--json", "print the counts as JSON", false)
    .addHelpText("after", HELP)
    .action(async (words: readonly string[], options: StressOptions) => finish(await stress(words, options)));
}

async function stress(words: readonly string[], options: StressOptions): Promise<number> {
  const cwd = process.cwd();
  const startedAt = performance.now();
  const command = await resolveCommand(words, cwd);
  if (command.kind === "custom")
    throw new UserError(
      "Verdicts come from records: run Vitest or Jest, whose tests make leak assertions or are hunted in.",
    );
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  let runs: StressRun[];
  try {
    runs = await makeRuns(await requestFor(command, options, cwd), options, interrupt.signal);
  } finally {
    process.removeListener("SIGINT", stop);
    process.removeListener("SIGTERM", stop);
  }
  const tallies = tallyTests(runs, cwd);
  const failures = countFailures(runs);
  const isInterrupted = interrupt.signal.aborted;
  const seconds = (performance.now() - startedAt) / 1000;
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ schema: 1, command: words, runs: runs.length, seconds, tests: tallies, failures: Object.fromEntries(failures), isInterrupted }, undefined, 2)}\n`
      : renderStress(tallies, {
          colors: colorsFor(process.stdout),
          runs: runs.length,
          seconds,
          failures,
          command: words,
          isHunt: options.hunt,
          isInterrupted,
        }),
  );
  if (isInterrupted) return EXIT.interrupted;
  if (tallies.some(({ leaks }) => leaks > 0)) return EXIT.leaks;
  return tallies.some(({ cleans }) => cleans > 0) ? EXIT.clean : EXIT.nothing;
}

async function requestFor(
  command: TrialCommand,
  { hunt, timePerTest, timeout }: StressOptions,
  cwd: string,
): Promise<TrialRequest> {
  const request = {
    command,
    runtime: {
      version: process.versions.node,
      executable: process.execPath,
      from: "what runs this",
      downloadedBytes: 0,
    },
    cwd,
    target: ANY_LEAK,
    timeoutMs: timeout,
    caches: join(cacheFolder(), "trials"),
  } as const;
  if (!hunt) return request;
  const { file, args, environment } = await withPlugin(command, cwd);
  const [script = "", ...rest] = args;
  const added: TrialCommand =
    command.kind === "records" ? { ...command, file: script, args: rest } : { ...command, file, args };
  return { ...request, command: added, environment, hunt: { timePerTestMs: timePerTest } };
}

async function makeRuns(
  request: TrialRequest,
  { runs: wanted, jobs }: StressOptions,
  signal: AbortSignal,
): Promise<StressRun[]> {
  const runs: StressRun[] = [];
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun < wanted && !signal.aborted) {
      begun++;
      const { outcome, records } = await runTrial({ ...request, signal });
      if (isAborted(signal)) return;
      const failure = records.length === 0 && "reason" in outcome ? { failure: outcome.reason } : {};
      runs.push({ records, ...failure });
      const leaking = records.filter(({ verdict }) => verdict.kind === "leaking").length;
      const what = leaking > 0 ? counted(leaking, "leak") : (failure.failure ?? "clean");
      process.stderr.write(`${String(runs.length).padStart(4)} of ${wanted}  ${what}\n`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, wanted) }, work));
  return runs;
}

// Asked anew: it may have come while a run was made.
function isAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}

function countFailures(runs: readonly StressRun[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { failure } of runs) if (failure !== undefined) counts.set(failure, (counts.get(failure) ?? 0) + 1);
  return [...counts];
}
