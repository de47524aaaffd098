import { nameOf } from "../earlier-tests/list-tests.ts";
import type { Entry, Header, TrialEntry } from "../log/entries.ts";
import type { Tally } from "../search/tally.ts";
import type { SurveyQuestion } from "../survey/survey.ts";
import type { Target } from "../trial/judge-records.ts";

/** What a log adds up to. */
export interface Bisection {
  readonly header: Header;
  /** Those that count. */
  readonly trials: readonly TrialEntry[];
  readonly question: SurveyQuestion;
  readonly target: Target;
  /** Releases whose runtime was had and passed the controls. */
  readonly ready: ReadonlySet<string>;
  readonly downloads: number;
  readonly downloadedBytes: number;
  /** Spent on trials and on having runtimes. */
  readonly milliseconds: number;
  /** Whether the same release both leaked and did not. */
  readonly isFlaky: boolean;
}

/** Adds up a log: the next step is a function of it alone, so that a bisection goes on where it stopped. */
export function foldLog(header: Header, entries: readonly Entry[]): Bisection {
  const undone = new Set(entries.flatMap((entry) => (entry.type === "undo" ? [entry.trial] : [])));
  const trials = entries.filter((entry) => entry.type === "trial").filter(({ trial }) => !undone.has(trial));
  const runtimes = entries.filter((entry) => entry.type === "runtime");
  const tallies = tallyUp(trials);
  const ready = new Set(runtimes.map(({ version }) => version));
  const { settings } = header;
  return {
    header,
    trials,
    ready,
    target: targetOf(header, trials),
    downloads: runtimes.filter(({ downloadedBytes }) => downloadedBytes > 0).length,
    downloadedBytes: runtimes.reduce((sum, { downloadedBytes }) => sum + downloadedBytes, 0),
    milliseconds: [...trials, ...runtimes].reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    isFlaky: [...tallies.values()].some(({ leaks, cleans }) => leaks > 0 && cleans > 0),
    question: {
      lines: header.lines,
      leaking: header.leaking,
      cleanCandidates: header.cleanCandidates,
      tallies,
      untestable: findUntestable(entries, trials),
      sweepRuns: countSweeps(trials),
      costOf: costsFrom(header, trials, runtimes),
      stopAt: settings.stopAt,
      sweeps: settings.sweeps,
      ...(header.earlier === undefined ? {} : { earlierTests: header.earlier.tests.length }),
    },
  };
}

function tallyUp(trials: readonly TrialEntry[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { version, outcome } of trials) {
    if (outcome.kind !== "leak" && outcome.kind !== "clean") continue;
    const { leaks, cleans } = tallies.get(version) ?? { leaks: 0, cleans: 0 };
    const isLeak = outcome.kind === "leak";
    tallies.set(version, { leaks: leaks + (isLeak ? 1 : 0), cleans: cleans + (isLeak ? 0 : 1) });
  }
  return tallies;
}

/** How often a release may give no evidence before it is left out. */
const CHANCES = { untestable: 2, other: 3, error: 3 } as const;

function findUntestable(entries: readonly Entry[], trials: readonly TrialEntry[]): Map<string, string> {
  const skipped = new Map(entries.flatMap((entry) => (entry.type === "skip" ? [[entry.version, entry.reason]] : [])));
  const failures = new Map<string, number>();
  for (const { version, outcome } of trials) {
    if (outcome.kind === "leak" || outcome.kind === "clean") continue;
    const failed = (failures.get(version) ?? 0) + 1 / CHANCES[outcome.kind];
    failures.set(version, failed);
    const hasEvidence = trials.some(
      (trial) => trial.version === version && (trial.outcome.kind === "leak" || trial.outcome.kind === "clean"),
    );
    // One that fails now and then is tried on; but not for ever.
    if (failed >= (hasEvidence ? 10 : 0.99)) skipped.set(version, outcome.reason);
  }
  return skipped;
}

function countSweeps(trials: readonly TrialEntry[]): Map<string, number> {
  const sweeps = new Map<string, number>();
  for (const { line, phase } of trials) if (phase === "sweep") sweeps.set(line, (sweeps.get(line) ?? 0) + 1);
  return sweeps;
}

const USUAL_TRIAL_MS = 3_000;
const USUAL_DOWNLOAD_MS = 6_000;

function costsFrom(
  header: Header,
  trials: readonly TrialEntry[],
  runtimes: readonly { readonly version: string; readonly downloadedBytes: number; readonly milliseconds: number }[],
): (version: string) => number {
  const atHand = new Set([...header.atHand, ...runtimes.map(({ version }) => version)]);
  const trialMs = mean(trials.map(({ milliseconds }) => milliseconds)) ?? USUAL_TRIAL_MS;
  const downloads = runtimes.filter(({ downloadedBytes }) => downloadedBytes > 0);
  const downloadMs = mean(downloads.map(({ milliseconds }) => milliseconds)) ?? USUAL_DOWNLOAD_MS;
  return (version) => (atHand.has(version) ? trialMs : trialMs + downloadMs);
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0) / values.length;
}

function targetOf({ settings, earlier }: Header, trials: readonly TrialEntry[]): Target {
  const leaks = trials.flatMap(({ outcome }) => (outcome.kind === "leak" ? [outcome] : []));
  // Where there was no time for a snapshot, a leak has no name.
  const named = leaks.filter(({ fingerprints }) => fingerprints.length > 0).slice(0, CALIBRATING);
  const { leak, aboveBytes } = settings;
  return {
    leak: leak === "same" || leak === "any" ? leak : new RegExp(leak),
    ...(aboveBytes === undefined ? {} : { aboveBytes }),
    // Each record names the leak that keeps most alive first.
    fingerprints: new Set(named.flatMap(({ fingerprints }) => fingerprints.slice(0, 1))),
    likenesses: new Set(named.flatMap(({ likeness }) => likeness ?? [])),
    tests: new Set(
      earlier === undefined ? leaks.slice(0, CALIBRATING).flatMap(({ tests }) => tests) : [nameOf(earlier.target)],
    ),
  };
}

const CALIBRATING = 3;
