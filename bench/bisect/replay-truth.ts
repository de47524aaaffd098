import { drawLines } from "../../packages/cli/src/releases/release-lines.ts";
import type { Tally } from "../../packages/cli/src/search/tally.ts";
import { nextStep, type SurveyStep } from "../../packages/cli/src/survey/survey.ts";
import { RELEASES } from "../../packages/cli/test/releases.ts";
import { createRandom } from "./random.ts";

/** A leak of Node whose every change is known, from trials of the releases on both sides of each: see docs/bisect.md. */
export interface KnownLeak {
  readonly name: string;
  readonly leaks: (version: string) => boolean;
  readonly leaking: string;
  readonly clean: string;
  readonly changes: readonly string[];
}

// From the first release named, and before the second.
function isIn(version: string, from: string, to: string): boolean {
  const at = RELEASES.indexOf(version);
  return at >= RELEASES.indexOf(from) && at < RELEASES.indexOf(to);
}

export const KNOWN_LEAKS: readonly KnownLeak[] = [
  {
    name: "signals of AbortSignal.any",
    leaks: (version) =>
      isIn(version, "22.16.0", "23.0.0") || isIn(version, "24.0.0", "24.16.0") || isIn(version, "25.0.0", "26.1.0"),
    leaking: "22.23.3",
    clean: "20.0.0",
    changes: ["22.x leaks 22.16.0", "trunk leaks 24.0.0", "trunk clean 26.1.0", "24.x clean 24.16.0"],
  },
  {
    name: "stores of AsyncLocalStorage",
    leaks: (version) => isIn(version, "20.0.0", "24.0.0"),
    leaking: "23.11.1",
    clean: "26.10.0",
    changes: ["trunk clean 24.0.0"],
  },
];

interface Seeds {
  readonly first: number;
  readonly count: number;
}

/** How bisections of a known leak went. */
export interface ReplayScore {
  /** Bisections that named every change, and nothing else. */
  readonly right: number;
  /** By change: bisections that named it. */
  readonly named: ReadonlyMap<string, number>;
  readonly trials: number;
  /** Of the trials on releases that leak, and of all. */
  readonly leakingShare: number;
  readonly leaksOfAll: number;
}

/** Bisects a known leak that shows in some trials only, all lines of it, once for each seed. */
export function replayTruth(leak: KnownLeak, leakRate: number, { first, count }: Seeds): ReplayScore {
  const sums = { right: 0, trials: 0, leaks: 0, onLeaking: 0 };
  const named = new Map(leak.changes.map((change) => [change, 0]));
  for (let seed = first; seed < first + count; seed++) {
    const { step, tallies } = bisect(leak, leakRate, createRandom(seed * 7919));
    const found = changesOf(step);
    for (const change of leak.changes) if (found.includes(change)) named.set(change, (named.get(change) ?? 0) + 1);
    if (found.length === leak.changes.length && leak.changes.every((change) => found.includes(change))) sums.right++;
    for (const [version, { leaks, cleans }] of tallies) {
      sums.trials += leaks + cleans;
      sums.leaks += leaks;
      if (leak.leaks(version)) sums.onLeaking += leaks + cleans;
    }
  }
  return {
    right: sums.right,
    named,
    trials: sums.trials / count,
    leakingShare: sums.leaks / sums.onLeaking,
    leaksOfAll: sums.leaks / sums.trials,
  };
}

function bisect(
  { leaks, leaking, clean }: KnownLeak,
  leakRate: number,
  random: () => number,
): { readonly step: SurveyStep; readonly tallies: ReadonlyMap<string, Tally> } {
  const tallies = new Map<string, Tally>();
  const sweepRuns = new Map<string, number>();
  const lines = drawLines(RELEASES);
  for (;;) {
    const step = nextStep({
      lines,
      leaking,
      cleanCandidates: [clean],
      tallies,
      untestable: new Map(),
      sweepRuns,
      costOf: (version) => (tallies.has(version) ? 1 : 3),
      stopAt: 0.99,
      sweeps: true,
    });
    if (step.kind !== "try") return { step, tallies };
    const { leaks: before, cleans } = tallies.get(step.version) ?? { leaks: 0, cleans: 0 };
    const isLeak = leaks(step.version) && random() < leakRate;
    tallies.set(step.version, isLeak ? { leaks: before + 1, cleans } : { leaks: before, cleans: cleans + 1 });
    if (step.phase === "sweep") sweepRuns.set(step.line, (sweepRuns.get(step.line) ?? 0) + 1);
  }
}

function changesOf(step: SurveyStep): string[] {
  if (step.kind !== "finished") return [step.kind];
  return step.lines.flatMap(({ line, transitions }) =>
    transitions.map(({ direction, version }) => `${line} ${direction} ${version}`),
  );
}
