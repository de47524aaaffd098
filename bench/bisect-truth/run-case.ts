import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runLeakproof } from "../../test/e2e/run-leakproof.ts";
import type { TruthCase } from "./cases.ts";

/** How a bisection by real runs went. */
export interface TruthRun {
  /** Every change that was named, as in `22.x leaks 22.16.0`. */
  readonly named: readonly string[];
  readonly trials: number;
  readonly releases: number;
  /** Trials that leaked, of those that were evidence; what other trials came to, in words. */
  readonly leaks: number;
  readonly others: readonly string[];
  readonly downloads: number;
  readonly downloadedBytes: number;
  readonly wallSeconds: number;
  /** Of the processes of the command. */
  readonly trialSeconds: number;
  /** Of downloads, and of the control that each release is tried with first. */
  readonly runtimeSeconds: number;
}

interface LogEntry {
  readonly type: string;
  readonly version?: string;
  readonly milliseconds?: number;
  readonly outcome?: { readonly kind: string; readonly reason?: string };
}

/** Bisects a known leak with the command line, real Vitest and real releases; the leak shows in a share of the runs. */
export async function runCase(truth: TruthCase, shown: number, project: string): Promise<TruthRun> {
  const file = join("test", `${truth.name}.test.ts`);
  await writeFile(join(project, file), truth.test);
  const log = join(".leakproof", `${truth.name}-${shown}.jsonl`);
  await mkdir(join(project, ".leakproof"), { recursive: true });
  await rm(join(project, log), { force: true });
  const args = ["bisect", ...truth.args, "--json", "--max-trials", "2000", "--log", log, "--", "vitest", "run", file];
  const startedAt = performance.now();
  const { stdout, stderr, exitCode } = await runLeakproof(project, { ...process.env, SHOWN: String(shown) }, args);
  const wallSeconds = (performance.now() - startedAt) / 1000;
  if (exitCode !== 0) throw new Error(`The bisection ended with ${exitCode}:\n${stderr}\n${stdout}`);
  const answer = JSON.parse(stdout) as {
    readonly transitions: readonly { readonly line: string; readonly direction: string; readonly version: string }[];
    readonly trials: number;
    readonly releasesTried: number;
    readonly downloads: number;
    readonly downloadedBytes: number;
  };
  const entries = (await readFile(join(project, log), "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as LogEntry);
  const secondsOf = (type: string): number =>
    entries.reduce((sum, entry) => sum + (entry.type === type ? (entry.milliseconds ?? 0) : 0), 0) / 1000;
  return {
    named: answer.transitions.map(({ line, direction, version }) => `${line} ${direction} ${version}`),
    trials: answer.trials,
    releases: answer.releasesTried,
    leaks: entries.filter(({ outcome }) => outcome?.kind === "leak").length,
    others: entries.flatMap(({ outcome, version }) =>
      outcome === undefined || outcome.kind === "leak" || outcome.kind === "clean"
        ? []
        : [`${version}: ${outcome.kind}, ${outcome.reason ?? ""}`],
    ),
    downloads: answer.downloads,
    downloadedBytes: answer.downloadedBytes,
    wallSeconds,
    trialSeconds: secondsOf("trial"),
    runtimeSeconds: secondsOf("runtime"),
  };
}
