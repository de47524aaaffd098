import { join, resolve } from "node:path";
import { ownRuntime } from "../bisect/places.ts";
import { planBisection, planCommits, planTests } from "../bisect/plan.ts";
import { listCommits } from "../commits/list-commits.ts";
import { listTests } from "../earlier-tests/list-tests.ts";
import type { Axis, Entry, Header, Settings } from "../log/entries.ts";
import { appendToLog, newLogFile, readLog, shown } from "../log/log-file.ts";
import { trimLines } from "../releases/release-lines.ts";
import { counted } from "../report/format.ts";
import { type Need, unmetNeed } from "../runner/needs.ts";
import { describeUnmet, olderRunner } from "../runner/offer.ts";
import { cacheFolder } from "../runtimes/cache.ts";
import { createSupply, listReleases } from "../runtimes/create-supply.ts";
import { isAtHand, type Supply } from "../runtimes/obtain.ts";
import type { TrialCommand } from "../trial/resolve-command.ts";
import { UserError } from "../user-error.ts";
import { carryOn } from "./carry-on.ts";
import { commandFor, createMeans, testCommand } from "./means.ts";

/** What can be asked of `leakproof bisect`. */
export interface BisectOptions {
  readonly good?: string;
  readonly bad?: string;
  readonly script?: string;
  readonly runner?: string;
  readonly find: "leaks" | "fixed";
  readonly lines: string;
  readonly confidence: number;
  readonly leak: string;
  readonly above?: number;
  readonly skip: readonly string[];
  readonly sweep: boolean;
  readonly maxTrials: number;
  readonly timeout: number;
  readonly jobs: number;
  readonly log?: string;
  readonly json: boolean;
  readonly over: Axis;
  readonly test?: string;
  readonly setup?: string;
  readonly trials: boolean;
  readonly flags: boolean;
  readonly html?: string;
}

/**
 * Begins what `leakproof bisect` is asked for; gives the exit code.
 *
 * @throws UserError if it cannot be done as it was asked
 */
export async function startBisection(words: readonly string[], options: BisectOptions): Promise<number> {
  const cwd = process.cwd();
  if (words.length > 0 && options.script !== undefined)
    throw new UserError("--script and a command after -- both say what to run: leave one out.");
  const { script } = options;
  const command = await commandFor({ command: words, script, runner: options.runner }, cwd);
  const pinned = command.kind === "records" ? command.pinned : undefined;
  const log = options.log === undefined ? newLogFile(cwd, new Date()) : resolve(cwd, options.log);
  refuseExisting(log);
  const asked = {
    command: words,
    script,
    // What was installed is what goes on later.
    runner: pinned === undefined ? undefined : `${pinned.name}@${pinned.version}`,
    platform: `${process.platform}-${process.arch}`,
    now: new Date(),
    settings: settingsFrom(options),
  };
  if (options.test !== undefined && options.over !== "tests")
    throw new UserError("--test names the test that leaks: it needs --over tests.");
  if (options.over === "tests") return startOverTests(asked, options, log, command);
  if (options.over === "commits") return startOverCommits(asked, options, log);
  if (options.setup !== undefined) throw new UserError("--setup sets up a commit: it needs --over commits.");
  const supply = await createSupply(cwd);
  const releases = await listReleases(supply);
  const atHand = (
    await Promise.all(releases.map(async (version) => ((await isAtHand(supply, version)) ? [version] : [])))
  ).flat();
  const { needs } = command;
  const supports = (version: string): boolean => unmetNeed(needs, version) === undefined;
  const header = planBisection({ ...options, ...asked, releases, atHand, supports, current: process.versions.node });
  offerRunner(header, needs);
  const skips = [header.leaking, ...header.cleanCandidates].flatMap((version): Entry[] => {
    const need = unmetNeed(needs, version);
    return need === undefined ? [] : [{ type: "skip", version, reason: describeUnmet(need, version) }];
  });
  return begin(header, options, log, { supply, entries: skips });
}

async function startOverCommits(
  asked: Parameters<typeof planCommits>[1],
  options: BisectOptions,
  log: string,
): Promise<number> {
  const cwd = process.cwd();
  if (options.good === undefined) throw new UserError("--over commits needs --good, a commit that does not leak.");
  refuseReleaseOptions(options);
  const header = planCommits(await listCommits(cwd, options.good, options.bad ?? "HEAD"), {
    ...asked,
    setup: options.setup,
  });
  return begin(header, options, log);
}

async function startOverTests(
  asked: Parameters<typeof planTests>[1],
  options: BisectOptions,
  log: string,
  command: TrialCommand,
): Promise<number> {
  const cwd = process.cwd();
  refuseReleaseOptions(options);
  for (const [name, isGiven] of [
    ["--good", options.good !== undefined],
    ["--bad", options.bad !== undefined],
    ["--script", options.script !== undefined],
    ["--setup", options.setup !== undefined],
  ] as const)
    if (isGiven) throw new UserError(`${name} says nothing of tests: leave it out with --over tests.`);
  const earlier = await listTests({
    command: testCommand(command),
    runtime: ownRuntime("here"),
    cwd,
    timeoutMs: options.timeout,
    caches: join(cacheFolder(), "trials"),
    named: options.test,
  });
  return begin(planTests(earlier, asked), options, log);
}

// Said before anything is run: the range may be what the user came for.
function offerRunner({ lines, leaking, cleanCandidates }: Header, needs: readonly Need[]): void {
  const ends = [leaking, ...cleanCandidates.slice(-1)];
  const releases = [...new Set(trimLines(lines, ends).flatMap((line) => line.releases))];
  const left = releases.filter((version) => unmetNeed(needs, version) !== undefined);
  if (left.length === 0) return;
  const [need] = left.flatMap((version) => unmetNeed(needs, version) ?? []);
  const older = need === undefined ? undefined : olderRunner(need, left);
  if (older === undefined) return;
  process.stderr.write(
    `${left.length} of ${counted(releases.length, "release")} cannot be tried, for ${need?.name} needs Node ${need?.range}: \`--runner ${older}\` runs on more of them.\n`,
  );
}

function refuseReleaseOptions({ lines, skip, find, flags, over }: BisectOptions): void {
  for (const [name, isGiven] of [
    ["--lines", lines !== "auto"],
    ["--skip", skip.length > 0],
    ["--find", find !== "leaks"],
    ["--flags", flags],
  ] as const)
    if (isGiven) throw new UserError(`${name} is about releases of Node: leave it out with --over ${over}.`);
}

async function begin(
  header: Header,
  options: BisectOptions,
  log: string,
  { supply, entries = [] }: { readonly supply?: Supply; readonly entries?: readonly Entry[] } = {},
): Promise<number> {
  if (!options.trials) {
    appendToLog(log, [header, ...entries]);
    process.stdout.write(
      `${shown(log)} is ready: \`leakproof bisect plan --log ${shown(log)}\` names the first trials.\n`,
    );
    return 0;
  }
  const means = await createMeans(header, process.cwd(), supply);
  appendToLog(log, [header, ...entries]);
  return carryOn({ log, header, entries, means, json: options.json, flags: options.flags, html: options.html });
}

function settingsFrom(options: BisectOptions): Settings {
  return {
    leak: options.leak,
    ...(options.above === undefined ? {} : { aboveBytes: options.above }),
    stopAt: stopFor(options.confidence),
    sweeps: options.sweep,
    maxTrials: options.maxTrials,
    timeoutMs: options.timeout,
    jobs: options.jobs,
  };
}

// Stopping at .99 is right in 95 % of cases over all rates that were simulated: an answer is wrong up to five times as often as the
// posterior says.
function stopFor(confidence: number): number {
  return 1 - (1 - confidence) / 5;
}

function refuseExisting(log: string): void {
  try {
    readLog(log);
  } catch (error) {
    if (error instanceof UserError && error.message.startsWith("There is no log")) return;
    throw error;
  }
  throw new UserError(
    `${shown(log)} holds a bisection already: go on with \`leakproof bisect resume --log ${shown(log)}\`, or name another file.`,
  );
}
