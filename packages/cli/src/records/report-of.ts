import type { RunMark } from "@leakproof/core";
import { mergeMarks } from "./merge-marks.ts";
import { mergeRecords } from "./merge-records.ts";
import { createPlaces, type Places } from "./places.ts";
import type { RecordsFileRead } from "./read-files.ts";
import type { DamagedLine } from "./read-lines.ts";
import type { ReportRecord } from "./report-record.ts";
import { type RunState, isIncomplete, readRuns } from "./run-state.ts";
import { type Standing, standingOf } from "./standing.ts";

/** What every view is a view of. */
export interface Report {
  /** Sorted by file and test. */
  readonly records: readonly ReportRecord[];
  readonly runs: readonly RunState[];
  /** What the runs are read from. */
  readonly marks: readonly RunMark[];
  readonly damaged: readonly Required<DamagedLine>[];
  readonly places: Places;
}

/** Where a report is made. */
export interface ReportPlace {
  /** The project's folder. */
  readonly cwd: string;
  /** The repository's folder, where it is known. */
  readonly repository?: string | undefined;
}

/** Makes one report of all files. */
export function reportOf(files: readonly RecordsFileRead[], { cwd, repository }: ReportPlace): Report {
  const marks = mergeMarks(files.map(({ marks }) => marks));
  const runs = readRuns(marks);
  const places = createPlaces(
    runs.map(({ root }) => root),
    cwd,
    repository,
  );
  return {
    records: mergeRecords(
      files.map(({ records }) => records),
      places,
    ),
    runs,
    marks,
    damaged: files.flatMap(({ name, damaged }) => damaged.map((line) => ({ file: name, ...line }))),
    places,
  };
}

/** How many records stand how, and whether all are there. */
export interface Summary {
  readonly counts: Readonly<Record<Standing, number>>;
  /** Test files that there are records of. */
  readonly files: number;
  readonly isIncomplete: boolean;
}

/** Sums a report up. */
export function summarize({ records, runs, damaged, places }: Report): Summary {
  const counts: Record<Standing, number> = {
    leaking: 0,
    "leak expected": 0,
    over: 0,
    inconclusive: 0,
    "leaks as expected": 0,
    clean: 0,
    within: 0,
  };
  for (const record of records) counts[standingOf(record)]++;
  const files = new Set(
    records.flatMap(({ subject: { file } }) => (file === undefined ? [] : [places.inProject(file)])),
  );
  return { counts, files: files.size, isIncomplete: damaged.length > 0 || runs.some(isIncomplete) };
}
