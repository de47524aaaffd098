import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { called } from "../bisect/called.ts";
import { collectEntries } from "../bisect/collect.ts";
import { foldLog } from "../bisect/fold-log.ts";
import { makeTrialsFor } from "../bisect/make-trials.ts";
import { appendToLog, readLog, shown } from "../log/log-file.ts";
import { counted } from "../report/format.ts";
import { createProgress, describeOutcome } from "../report/progress.ts";
import { nextTrial } from "../survey/next-trial.ts";
import { planRound } from "../survey/plan-round.ts";
import { UserError } from "../user-error.ts";
import { colorsFor } from "./colors.ts";
import { createMeans } from "./means.ts";
import { wholeNumber } from "./options.ts";

interface LogOption {
  readonly log?: string;
}

/** Adds what makes the trials of a bisection on other machines: `plan`, `try` and `collect`. */
export function addElsewhere(
  bisect: Command,
  which: (command: Command) => Command,
  fileOf: (options: LogOption) => Promise<string>,
): void {
  which(bisect.command("plan"))
    .description("Choose the trials of the next round, to be made on other machines with `try`.")
    .option("--batch <n>", "trials in the round", wholeNumber, 8)
    .option("--format <format>", "json, or github-actions: lines for $GITHUB_OUTPUT", formatOption, "json")
    .action(async (options: LogOption & { readonly batch: number; readonly format: "json" | "github-actions" }) => {
      const { header, entries } = readLog(await fileOf(options));
      const { question } = foldLog(header, entries);
      const isDone = nextTrial(question).kind !== "try";
      const include = planRound(question, options.batch);
      process.stdout.write(
        options.format === "json"
          ? `${JSON.stringify({ schema: 1, done: isDone, trials: include }, undefined, 2)}\n`
          : `done=${isDone}\nmatrix=${JSON.stringify({ include })}\n`,
      );
    });

  which(bisect.command("try"))
    .description("Make trials of one release for a log that is kept elsewhere.")
    .argument("<release>", "as `plan` names it")
    .requiredOption("--out <file>", "log that gets the trials, for `collect`")
    .option("--runs <n>", "how many", wholeNumber, 1)
    .action(async (version: string, options: LogOption & { readonly out: string; readonly runs: number }) => {
      await tryRelease(await fileOf(options), version, options);
    });

  which(bisect.command("collect"))
    .description("Take the trials that were made elsewhere into the log.")
    .argument("<files...>", "what `try` wrote; a file that is taken twice counts once")
    .action(async (files: readonly string[], options: LogOption) => {
      const log = await fileOf(options);
      const others = files.map((name) => ({ ...readLog(resolve(name)), name }));
      const entries = collectEntries(readLog(log), others);
      if (entries.length > 0) appendToLog(log, entries);
      const trials = entries.filter(({ type }) => type === "trial").length;
      process.stdout.write(`Took ${counted(trials, "trial")} into ${shown(log)}.\n`);
    });
}

async function tryRelease(
  log: string,
  version: string,
  { out, runs }: { readonly out: string; readonly runs: number },
): Promise<void> {
  const { header, entries } = readLog(log);
  if (!header.lines.some(({ releases }) => releases.includes(version)) && version !== header.leaking)
    throw new UserError(
      `${called(version)} is on no line of ${shown(log)}: \`leakproof bisect plan\` names those to try.`,
    );
  if (existsSync(out)) throw new UserError(`${out} exists: name a new file for these trials.`);
  const means = await createMeans(header, process.cwd());
  const progress = createProgress(process.stderr, colorsFor(process.stderr));
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  try {
    const onProgress = (text: string): void => progress.show({ kind: "progress", text });
    const { open, caches } = means;
    const bench = { header, entries, open, caches, signal: interrupt.signal, onProgress };
    const made = await makeTrialsFor(bench, version, runs);
    appendToLog(resolve(out), [header, ...made]);
    progress.end();
    for (const entry of made)
      if (entry.type === "trial") process.stdout.write(`${version}  ${describeOutcome(entry.outcome)}\n`);
      else if (entry.type === "skip") process.stdout.write(`${version}  left out: ${entry.reason}\n`);
  } finally {
    progress.end();
    await means.close();
  }
}

/** Reads how a plan is printed. */
export function formatOption(text: string): "json" | "github-actions" {
  if (text === "json" || text === "github-actions") return text;
  throw new UserError(`--format: ${JSON.stringify(text)} is neither json nor github-actions.`);
}
