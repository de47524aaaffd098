import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyRecord } from "@leakproof/core";
import { huntEnvironment } from "@leakproof/core/runner";
import type { Runtime } from "../runtimes/obtain.ts";
import { classify } from "./classify.ts";
import type { Target } from "./judge-records.ts";
import type { Outcome } from "./outcome.ts";
import { readRecords } from "./read-records.ts";
import { childFile, type TrialCommand } from "./resolve-command.ts";
import { type FinishedProcess, runProcess } from "./run-process.ts";
import { askForTests, type ChosenTests, compareOrder, type RanTest, readOrder } from "./test-order.ts";
import { trialEnvironment } from "./trial-environment.ts";

/** What to try. */
export interface TrialRequest {
  readonly command: TrialCommand;
  readonly runtime: Runtime;
  readonly cwd: string;
  readonly target: Target;
  readonly timeoutMs: number;
  /** Folder for what each release caches. */
  readonly caches: string;
  /** Options of Node and V8 for the process that is started. */
  readonly nodeArgs?: readonly string[];
  /** Options of Node for all processes. */
  readonly nodeOptions?: readonly string[];
  /** Has the tests followed, and only these run. */
  readonly chosen?: ChosenTests | undefined;
  /** Further variables of the environment. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Judges tests without leak assertions too, each for so long. */
  readonly hunt?: { readonly timePerTestMs: number };
  readonly signal?: AbortSignal | undefined;
}

/** A trial that was made. */
export interface Trial {
  readonly outcome: Outcome;
  readonly milliseconds: number;
  readonly records: readonly AnyRecord[];
  /** Tests in the order in which they ran, if they were followed. */
  readonly ran: readonly RanTest[];
}

/** Runs the user's command once on a chosen Node, and says what came of it. */
export async function runTrial(request: TrialRequest): Promise<Trial> {
  const { command, runtime, target, cwd, nodeArgs = [], chosen } = request;
  return withFolder(async (folder) => {
    const [records, verdict] = [join(folder, "records.ndjson"), join(folder, "verdict.json")];
    const { file, args } = asProcess(command, runtime, request.caches, nodeArgs);
    const pinned = command.kind === "records" ? command.pinned : undefined;
    const more = {
      ...(chosen === undefined ? {} : await askForTests(chosen, folder)),
      ...(pinned === undefined ? {} : { LEAKPROOF_RUNNER: pinned.folder, LEAKPROOF_PROJECT: cwd }),
    };
    const nodeOptions = [...(request.nodeOptions ?? []), ...(pinned === undefined ? [] : [pinningOption()])];
    const process = await start({ ...request, nodeOptions }, file, args, { records, verdict, more });
    const read = [...(await readRecords(records)), ...(await readRecords(huntLogFor(records)))];
    const line = await readFile(verdict, "utf8").catch(() => "");
    const outcome = classify(command, { process, records: read, verdict: line }, target, cwd);
    const ran = chosen === undefined ? [] : await readOrder(folder);
    const strayed = chosen === undefined || chosen === "all" ? undefined : compareOrder(ran, chosen);
    const isEvidence = outcome.kind === "leak" || outcome.kind === "clean";
    return {
      outcome: isEvidence && strayed !== undefined ? { kind: "other", reason: strayed } : outcome,
      milliseconds: process.milliseconds,
      records: read,
      ran,
    };
  });
}

/**
 * Checks the measurement itself on a release: a planted leak must be seen, and an empty body be clean.
 *
 * @returns why no verdict on this release counts; undefined if it passed
 */
export async function findBlindness(request: ControlRequest): Promise<string | undefined> {
  for (let control = 1; ; control++) {
    const blindness = await runControl(request);
    // No verdict is what a busy machine gives, and no reason to leave a release out; a wrong one is.
    if (blindness?.kind !== "no verdict" || control === MOST_CONTROLS) return blindness?.reason;
  }
}

const MOST_CONTROLS = 3;

type ControlRequest = Omit<TrialRequest, "target" | "command">;

/** Why no verdict counts. */
interface Blindness {
  readonly kind: "no verdict" | "wrong" | "does not run";
  readonly reason: string;
}

async function runControl(request: ControlRequest): Promise<Blindness | undefined> {
  return withFolder(async (folder) => {
    const files = { records: join(folder, "records.ndjson"), verdict: join(folder, "verdict.json") };
    const { exit, output } = await start(request, request.runtime.executable, [childFile("control")], files);
    if (exit.kind === "aborted") return undefined;
    if (exit.kind !== "code" || exit.code !== 0) {
      const error = /^\w*Error.*$/m.exec(output)?.[0] ?? output.trim().split("\n").at(-1) ?? "";
      return { kind: "does not run", reason: `Leakproof does not run on it: ${error}` };
    }
    const seen = JSON.parse(output.slice(output.lastIndexOf("{"))) as { readonly leak: string; readonly clean: string };
    if (seen.leak !== "leaking") {
      const kind = seen.leak === "inconclusive" ? "no verdict" : "wrong";
      return { kind, reason: `a planted leak was judged ${seen.leak} on it` };
    }
    return seen.clean === "leaking" ? { kind: "wrong", reason: "an empty body was judged leaking on it" } : undefined;
  });
}

function start(
  request: Omit<TrialRequest, "target" | "command">,
  file: string,
  args: readonly string[],
  files: { readonly records: string; readonly verdict: string; readonly more?: Readonly<Record<string, string>> },
): Promise<FinishedProcess> {
  const { runtime, cwd, timeoutMs, caches, nodeOptions = [], environment, hunt, signal } = request;
  const { executable, version } = runtime;
  return runProcess({
    file,
    args,
    cwd,
    environment: {
      ...trialEnvironment({ executable, version, caches: join(caches, version), nodeOptions, ...files }),
      ...environment,
      ...(hunt === undefined ? {} : huntEnvironment({ log: huntLogFor(files.records), resumeAt: 0, ...hunt })),
    },
    timeoutMs,
    signal,
  });
}

// What is hunted is written by the workers themselves, as they go.
function huntLogFor(records: string): string {
  return `${records}.hunt`;
}

function asProcess(
  command: TrialCommand,
  { executable, version }: Runtime,
  caches: string,
  nodeArgs: readonly string[],
): { readonly file: string; readonly args: readonly string[] } {
  const { file, args } = command;
  if (command.kind === "records") {
    // Jest's cache does not tell releases of Node apart in all versions.
    const isCached = command.runner === "jest" && !args.some((arg) => arg.startsWith("--cacheDirectory"));
    const own = isCached ? [`--cacheDirectory=${join(caches, version, "jest")}`] : [];
    return { file: executable, args: [...nodeArgs, file, ...args, ...own] };
  }
  return file === "node" ? { file: executable, args: [...nodeArgs, ...args] } : { file, args };
}

// As a URL, which has no blanks that would end it.
function pinningOption(): string {
  return `--import=${pathToFileURL(childFile("pin-runner")).href}`;
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(tmpdir(), { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), "leakproof-trial-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
