import type { AnyRecord } from "@leakproof/core";
import { testName } from "../hunt/summarize.ts";
import { namedLeaks } from "../trial/named-leaks.ts";
import { type RateEstimate, wilsonInterval } from "./wilson-interval.ts";

/** What one run showed. */
export interface StressRun {
  readonly records: readonly AnyRecord[];
  /** Why there are no records, if so. */
  readonly failure?: string;
}

/** What all runs showed of one test. */
export interface TestTally {
  /** The test's file, relative to the project, and its name. */
  readonly test: string;
  readonly leaks: number;
  readonly cleans: number;
  /** Runs without a verdict on it. */
  readonly others: number;
  /** How often it leaks, by the runs with a verdict; absent if there are none. */
  readonly estimate?: RateEstimate;
  /** What leaked, and in how many runs. */
  readonly fingerprints: Readonly<Record<string, number>>;
}

/** Counts, test by test, in how many runs it leaked. Within a run the worst of several verdicts counts. */
export function tallyTests(runs: readonly StressRun[], cwd: string): TestTally[] {
  const byRun = runs.map(({ records }) => groupByTest(records, cwd));
  const tests = new Set(byRun.flatMap((found) => [...found.keys()]));
  return [...tests]
    .map((test) =>
      tallyTest(
        test,
        byRun.map((found) => found.get(test) ?? []),
      ),
    )
    .toSorted((a, b) => b.leaks - a.leaks);
}

function groupByTest(records: readonly AnyRecord[], cwd: string): Map<string, AnyRecord[]> {
  const groups = new Map<string, AnyRecord[]>();
  for (const record of records) {
    const test = testName(record.subject, cwd);
    groups.set(test, [...(groups.get(test) ?? []), record]);
  }
  return groups;
}

function tallyTest(test: string, runs: readonly (readonly AnyRecord[])[]): TestTally {
  const leaking = runs.filter((records) => records.some(isLeaking));
  const cleans = runs.filter((records) => records.length > 0 && records.every(isClean)).length;
  const leaks = leaking.length;
  const judged = leaks + cleans;
  const fingerprints: Record<string, number> = {};
  for (const records of leaking) {
    const names = records.filter(isLeaking).flatMap((record) => namedLeaks(record).map((leak) => leak.fingerprint));
    for (const name of new Set(names)) fingerprints[name] = (fingerprints[name] ?? 0) + 1;
  }
  return {
    test,
    leaks,
    cleans,
    others: runs.length - judged,
    ...(judged === 0 ? {} : { estimate: wilsonInterval(leaks, judged) }),
    fingerprints,
  };
}

function isLeaking({ verdict }: AnyRecord): boolean {
  return verdict.kind === "leaking";
}

function isClean({ verdict }: AnyRecord): boolean {
  return verdict.kind === "clean";
}
