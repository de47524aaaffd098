// Simulates the search of `leakproof bisect` against what people use instead, with fixed seeds, and checks the bounds that it has to
// keep. `--searches N` sets how many searches a cell is made of. `--replays N --first-seed S` makes only the replays of known leaks, so many
// and with other seeds: what is promised has to hold for those as well.
import { parseArgs } from "node:util";
import {
  bayesian,
  bestRetries,
  classic,
  type Contender,
  jeffreys,
  reference,
  type Truth,
} from "./bisect/contenders.ts";
import { measureSteps } from "./bisect/measure-steps.ts";
import { KNOWN_LEAKS, replayTruth } from "./bisect/replay-truth.ts";
import { simulateSurveys } from "./bisect/simulate-surveys.ts";
import { simulateSweeps } from "./bisect/simulate-sweeps.ts";
import { type Score, simulate } from "./bisect/simulate.ts";

const { values } = parseArgs({
  options: {
    searches: { type: "string", default: "300" },
    replays: { type: "string" },
    "first-seed": { type: "string", default: "1" },
  },
});
const searches = Number(values.searches);
const failures: string[] = [];

interface Cell extends Omit<Truth, "first"> {
  /** Bounds that the search has to keep. */
  readonly mostRuns: number;
  readonly mostErrors: number;
}

const CELLS: readonly Cell[] = [
  { releases: 120, leakRate: 1, cleanRate: 0, mostRuns: 16, mostErrors: 0 },
  { releases: 120, leakRate: 0.5, cleanRate: 0, mostRuns: 55, mostErrors: 1.5 },
  { releases: 120, leakRate: 0.3, cleanRate: 0, mostRuns: 100, mostErrors: 2 },
  { releases: 120, leakRate: 0.1, cleanRate: 0, mostRuns: 340, mostErrors: 2 },
  { releases: 120, leakRate: 0.3, cleanRate: 0.01, mostRuns: 120, mostErrors: 2.5 },
  { releases: 120, leakRate: 0.3, cleanRate: 0.05, mostRuns: 235, mostErrors: 4 },
];

if (values.replays === undefined) {
  simulateSearches();
  replayKnownLeaks(Math.min(40, searches), 1);
  timeSteps();
} else {
  replayKnownLeaks(Number(values.replays), Number(values["first-seed"]));
}
console.log(
  failures.length === 0 ? "\nEvery bound is kept." : `\nNot kept:\n${failures.map((text) => `  ${text}`).join("\n")}`,
);
process.exitCode = failures.length === 0 ? 0 : 1;

function simulateSearches(): void {
  console.log(
    `Trials until an answer, and wrong answers in percent; ${searches} searches a cell, 120 releases, ends included.`,
  );
  console.log(
    "leak  false  least  ours            Jeffreys        classic 1       classic 10      classic 20      classic with the right k",
  );
  const lost: string[] = [];
  for (const cell of CELLS) {
    const { leakRate, cleanRate } = cell;
    const bound = reference(cell);
    const score = (contender: Contender): Score => simulate(contender, cell, searches, 1);
    const ours = score(bayesian(0.99));
    const retries = bestRetries(cell);
    const others = {
      Jeffreys: score(bayesian(0.99, jeffreys)),
      "classic 1": score(classic(1)),
      "classic 10": score(classic(10)),
      "classic 20": score(classic(20)),
      [`classic with k = ${retries}, which nobody knows`]: score(classic(retries)),
    };
    const row = [ours, ...Object.values(others)].map((each) => show(each).padEnd(14));
    console.log(
      [String(leakRate).padEnd(4), String(cleanRate).padEnd(5), bound.toFixed(0).padStart(5), ...row].join("  "),
    );
    const name = `leak rate ${leakRate}, false leaks ${cleanRate}`;
    check(ours.runs <= cell.mostRuns, `${name}: ${ours.runs.toFixed(1)} trials, at most ${cell.mostRuns}`);
    check(
      ours.errorPercent <= cell.mostErrors,
      `${name}: ${ours.errorPercent.toFixed(1)} % wrong, at most ${cell.mostErrors} %`,
    );
    check(
      leakRate === 1 || cleanRate >= 0.05 || ours.runs <= 2.1 * bound,
      `${name}: ${(ours.runs / bound).toFixed(2)} times the least, at most 2.1`,
    );
    if (cleanRate === 0 && leakRate < 1)
      check(
        ours.runs <= 0.9 * others.Jeffreys.runs,
        `${name}: ${((100 * ours.runs) / others.Jeffreys.runs).toFixed(0)} % of the trials of Jeffreys' prior, at most 90 %`,
      );
    if (cleanRate > 0)
      for (const rival of ["classic 10", "classic 20"] as const)
        check(ours.errorPercent < others[rival].errorPercent, `${name}: fewer wrong answers than ${rival}`);
    for (const [rival, theirs] of Object.entries(others))
      if (theirs.runs < ours.runs && theirs.errorPercent <= Math.max(2, ours.errorPercent))
        lost.push(`${name}: ${rival} needs ${theirs.runs.toFixed(0)} trials, ours ${ours.runs.toFixed(0)}`);
  }
  console.log(
    lost.length === 0
      ? "\nNo baseline is better anywhere."
      : `\nWhere a baseline is better (fewer trials, no more than 2 % wrong):\n${lost.map((text) => `  ${text}`).join("\n")}`,
  );

  console.log("\nReleases touched when the first trial of a release costs two more (a download):");
  for (const leakRate of [1, 0.3, 0.1]) {
    const score = simulate(
      bayesian(0.99, undefined, 2),
      { releases: 120, leakRate, cleanRate: 0 },
      Math.ceil(searches / 3),
      1,
    );
    console.log(`  leak rate ${leakRate}: ${score.touched.toFixed(1)} releases, ${show(score)}`);
    check(score.touched <= 11, `leak rate ${leakRate}: ${score.touched.toFixed(1)} releases touched, at most 11`);
  }

  console.log("\nSweeps after a search (120 releases): further changes found, trials that this took");
  for (const { name, leakRate, least, most, island } of [
    { name: "one change only, always leaks", leakRate: 1, least: 0, most: 0, island: 0 },
    { name: "one change only, leaks in 30 %", leakRate: 0.3, least: 0, most: 0, island: 0 },
    { name: "island of 20, always leaks", leakRate: 1, least: 95, most: 100, island: 20 },
    { name: "island of 20, leaks in 30 %", leakRate: 0.3, least: 95, most: 100, island: 20 },
    { name: "island of 8, always leaks", leakRate: 1, least: 85, most: 100, island: 8 },
    { name: "island of 8, leaks in 30 %", leakRate: 0.3, least: 85, most: 100, island: 8 },
  ]) {
    const { foundPercent, runs } = simulateSweeps(leakRate, island, Math.min(60, searches), 1);
    console.log(`  ${name}: ${foundPercent.toFixed(0)} %, ${runs.toFixed(0)} trials`);
    check(
      foundPercent >= least && foundPercent <= most,
      `${name}: found in ${foundPercent.toFixed(0)} %, wanted ${least} to ${most} %`,
    );
  }

  console.log(
    "\nWhole bisections of 71 releases, with ends, sweep and in half of them a fix: all changes named, trials",
  );
  for (const leakRate of [1, 0.3]) {
    const { rightPercent, runs } = simulateSurveys(leakRate, Math.min(100, searches), 5);
    console.log(`  leak rate ${leakRate}: ${rightPercent.toFixed(0)} %, ${runs.toFixed(0)} trials`);
    check(rightPercent >= 95, `whole bisections at ${leakRate}: ${rightPercent.toFixed(0)} % right, at least 95`);
  }
}

function replayKnownLeaks(seeds: number, firstSeed: number): void {
  console.log(
    `\nKnown leaks of Node, all lines of releases 20 to 26, replayed with ${seeds} seeds: changes named, trials`,
  );
  for (const leak of KNOWN_LEAKS)
    for (const leakRate of [1, 0.3]) {
      const { right, named, trials, leakingShare, leaksOfAll } = replayTruth(leak, leakRate, {
        first: firstSeed,
        count: seeds,
      });
      console.log(
        `  ${leak.name}, leaks in ${100 * leakRate} %: all changes in ${right}, ${[...named].map(([change, times]) => `${change} in ${times}`).join(", ")}; ${trials.toFixed(0)} trials`,
      );
      console.log(
        `    ${(100 * leaksOfAll).toFixed(0)} % of all trials leaked, ${(100 * leakingShare).toFixed(0)} % of those of releases that leak`,
      );
      check(right >= 0.95 * seeds, `${leak.name} at ${leakRate}: all changes in ${right} of ${seeds}, at least 95 %`);
      for (const [change, times] of named)
        check(times >= 0.95 * seeds, `${leak.name} at ${leakRate}: ${change} in ${times} of ${seeds}, at least 95 %`);
    }
}

function timeSteps(): void {
  const { searchMs, sweepMs } = measureSteps(600);
  console.log(`\nOne step among 600 releases: ${searchMs.toFixed(2)} ms of search, ${sweepMs.toFixed(1)} ms of sweep`);
  check(searchMs < 1, `a step takes ${searchMs.toFixed(2)} ms, less than 1 wanted`);
  check(sweepMs < 60, `a sweep takes ${sweepMs.toFixed(1)} ms, less than 60 wanted`);
}

function check(isKept: boolean, text: string): void {
  if (!isKept) failures.push(text);
}

function show({ runs, errorPercent }: Score): string {
  return `${runs.toFixed(1)} (${errorPercent.toFixed(1)} %)`;
}
