import type { RuntimeFacts } from "../subject.ts";

/** What a run is about to do. */
export interface RunPlan {
  /** Folder of the project, an absolute path. */
  readonly root: string;
  /** The runner, as in `vitest 5.1.1`. */
  readonly runner: string;
  /** The test files that will run, by absolute path; one that runs in two projects is named twice. Absent where nobody knows them all. */
  readonly files?: readonly string[];
  /** Which part of the suite this is, where it is divided: `1/3`. */
  readonly shard?: string;
}

/**
 * A line of a records file that tells how far the run came, so that a report can say what is missing after a crash.
 *
 * A run begins with `run started`. Where that names the files, each that was heard out gets a `file ended`, and the last line is `run ended`.
 * Where it names none, each file gets a `file started` of its own.
 */
export type RunMark =
  | (RunPlan & {
      /** Version of this format. */
      readonly version: 1;
      readonly kind: "run started";
      /** What the marks of one run have in common, also in a file that many runs were merged into. */
      readonly run: string;
      /** When, in ISO 8601. */
      readonly at: string;
      readonly runtime: RuntimeFacts;
    })
  | {
      readonly version: 1;
      readonly kind: "file started" | "file ended";
      readonly run: string;
      readonly file: string;
    }
  | {
      readonly version: 1;
      readonly kind: "run ended";
      readonly run: string;
      readonly at: string;
      /** Whether somebody stopped it before it was through. */
      readonly isInterrupted?: true;
    };

/** A line of a file of merged records that stands for one that could not be read in the files before. */
export interface LostLine {
  readonly version: 1;
  readonly kind: "line lost";
  /** The file that the line was in, as it was called then. */
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}
