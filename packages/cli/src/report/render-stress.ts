import type { Colors } from "picocolors/types.js";
import type { TestTally } from "../stress/tally-tests.ts";
import type { RateEstimate } from "../stress/wilson-interval.ts";
import { counted, formatSeconds } from "./format.ts";
import { formatTable } from "./table.ts";

/** What the report is made of besides the tallies. */
export interface StressSetting {
  readonly colors: Colors;
  readonly runs: number;
  readonly seconds: number;
  /** Why runs gave no verdict, with the number of each. */
  readonly failures: readonly (readonly [reason: string, count: number])[];
  readonly command: readonly string[];
  /** Whether tests without assertions were judged, which a bisection does not do. */
  readonly isHunt: boolean;
  /** Whether it was stopped before all runs were made. */
  readonly isInterrupted: boolean;
}

/** Writes how often each test leaks for the terminal. */
export function renderStress(tallies: readonly TestTally[], setting: StressSetting): string {
  const { colors, runs, seconds, failures, isInterrupted } = setting;
  const head = `${counted(runs, "run")} in fresh processes, ${formatSeconds(seconds)}${isInterrupted ? ", then interrupted" : ""}`;
  const parts = [
    [colors.bold(`${head}.`)],
    tallies.length === 0 ? ["No run gave a verdict on any test."] : table(tallies),
    failures.map(([reason, count]) => `${counted(count, "run")} without a verdict: ${reason}`),
    leaksOf(tallies),
    nextStep(tallies, setting),
  ];
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n")}\n`;
}

function table(tallies: readonly TestTally[]): string[] {
  const rows = tallies.map(({ test, leaks, cleans, others, estimate }) => [
    String(leaks),
    String(cleans),
    String(others),
    estimate === undefined ? "" : describeRate(estimate),
    test,
  ]);
  return formatTable([["leak", "clean", "other", "leaks in (95 % interval)", "test"], ...rows]);
}

/** Writes a rate with its interval: `35 % (18 to 57 %)`. */
export function describeRate({ rate, low, high }: RateEstimate): string {
  const percent = (share: number): string => String(Math.round(100 * share));
  return `${percent(rate)} % (${percent(low)} to ${percent(high)} %)`;
}

function leaksOf(tallies: readonly TestTally[]): string[] {
  return tallies.flatMap(({ test, fingerprints }) =>
    Object.entries(fingerprints).map(([name, count]) => `${name} leaked in ${counted(count, "run")} of ${test}`),
  );
}

function nextStep(tallies: readonly TestTally[], { command, isHunt }: StressSetting): string[] {
  if (!tallies.some(({ leaks }) => leaks > 0)) return [];
  if (isHunt)
    return [
      "To find the release of Node that began it, let the test assert what it does: `await expect(body).not.toLeakMemory()`,",
      "then run `leakproof bisect -- <command>`.",
    ];
  const isFlaky = tallies.some(({ leaks, cleans }) => leaks > 0 && cleans > 0);
  const jobs = isFlaky ? " --jobs 2" : "";
  return ["Find the release of Node that began it:", `  leakproof bisect${jobs} -- ${command.map(quoted).join(" ")}`];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
