import { isAbsolute, relative } from "node:path";
import type { LeakRecord } from "@leakproof/core";
import type { HuntEntry, NotJudged, NotJudgedReason } from "@leakproof/core/runner";

/** A test that leaks. */
export interface FoundLeak {
  /** The test's file, relative to the project, and its name. */
  readonly test: string;
  /** Bytes that one more run of it leaves. */
  readonly bytesPerRun: number;
  readonly record: LeakRecord;
}

/** A test whose verdict is withheld. */
export interface Doubtful {
  readonly test: string;
  readonly record: LeakRecord;
}

/** A test that was not judged. */
export interface Unjudged {
  readonly test: string;
  readonly reason: NotJudgedReason;
}

/** What a hunt knows. */
export interface HuntSummary {
  /** The one that leaves most comes first. */
  readonly leaks: readonly FoundLeak[];
  readonly doubtful: readonly Doubtful[];
  /** Tests that were cleared. */
  readonly clean: number;
  readonly notJudged: readonly Unjudged[];
  /** Tests whose repetitions had begun when the run ended. */
  readonly interrupted: readonly string[];
  /** Files of which fewer tests were told than they announced. */
  readonly incomplete: readonly { readonly file: string; readonly missing: number }[];
  /** Files that were to run, of which nothing is known. */
  readonly unseen: readonly string[];
  /** Test files that have begun, and the tests that they announced. */
  readonly files: number;
  readonly tests: number;
}

/** Sums up what the log of a hunt holds. */
export function summarize(entries: readonly HuntEntry[], cwd: string): HuntSummary {
  const records = entries.filter((entry) => entry.kind === "memory");
  const told = entries.filter((entry) => entry.kind === "not judged");
  const nameOf = ({ subject }: LeakRecord | NotJudged): string => testName(subject, cwd);
  const announced = announcedTests(entries);
  return {
    leaks: records
      .flatMap((record): FoundLeak[] =>
        record.verdict.kind === "leaking"
          ? [{ test: nameOf(record), bytesPerRun: record.verdict.bytesPerCall, record }]
          : [],
      )
      .toSorted((a, b) => b.bytesPerRun - a.bytesPerRun),
    doubtful: records
      .filter(({ verdict }) => verdict.kind === "inconclusive")
      .map((record) => ({ test: nameOf(record), record })),
    clean: records.filter(({ verdict }) => verdict.kind === "clean").length,
    notJudged: told.map((entry) => ({ test: nameOf(entry), reason: entry.reason })),
    interrupted: interruptedTests(entries, cwd),
    incomplete: [...announced].flatMap(([file, tests]) => {
      const missing = tests - toldOf(file, records, told);
      return missing > 0 ? [{ file: relativeTo(cwd, file), missing }] : [];
    }),
    unseen: [...new Set(entries.flatMap((entry) => (entry.kind === "files" ? entry.files : [])))]
      .filter((file) => !announced.has(file))
      .map((file) => relativeTo(cwd, file)),
    files: announced.size,
    tests: [...announced.values()].reduce((sum, tests) => sum + tests, 0),
  };
}

/** How a test is called: its file, then its name. */
export function testName({ file = "", test = "" }: LeakRecord["subject"], cwd: string): string {
  return [relativeTo(cwd, file), test].filter((part) => part !== "").join(" > ");
}

// A file that a resumed hunt ran again has announced itself twice.
function announcedTests(entries: readonly HuntEntry[]): ReadonlyMap<string, number> {
  const tests = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind === "file") tests.set(entry.file, Math.max(entry.tests, tests.get(entry.file) ?? 0));
  }
  return tests;
}

// What is skipped or yet to be written was not announced, but for a test that skips itself.
function toldOf(file: string, records: readonly LeakRecord[], told: readonly NotJudged[]): number {
  const others = told.filter(({ reason }) => reason.kind !== "skipped" && reason.kind !== "todo");
  return [...records, ...others].filter(({ subject }) => subject.file === file).length;
}

function interruptedTests(entries: readonly HuntEntry[], cwd: string): string[] {
  const open = new Map<string, string>();
  for (const entry of entries) {
    if (entry.kind === "file" || entry.kind === "files") continue;
    const name = testName(entry.subject, cwd);
    if (entry.kind === "begun") open.set(name, name);
    else open.delete(name);
  }
  return [...open.values()];
}

function relativeTo(cwd: string, file: string): string {
  return isAbsolute(file) ? relative(cwd, file) : file;
}
