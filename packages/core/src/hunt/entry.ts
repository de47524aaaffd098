import type { LeakRecord } from "../record.ts";
import type { Subject } from "../subject.ts";

/** Why a test was not judged. */
export type NotJudgedReason =
  | {
      /**
       * `skips itself`: while it ran. `asserts`: it makes leak assertions of its own. `expected to fail`: it passes by failing. `concurrent`: it shares the heap
       * with others.
       */
      readonly kind: "skipped" | "skips itself" | "todo" | "failed" | "concurrent" | "expected to fail" | "asserts";
    }
  | {
      /** It passed, and failed when it was run again. */
      readonly kind: "not repeatable";
      /** Which run failed; the ordinary one is the first. */
      readonly run: number;
      readonly message: string;
    }
  /** The measurement itself failed. */
  | { readonly kind: "not measured"; readonly message: string };

/** A test of the suite that has no verdict. */
export interface NotJudged {
  /** Version of this format. */
  readonly version: 1;
  readonly kind: "not judged";
  readonly subject: Subject;
  readonly reason: NotJudgedReason;
}

/** A line of a hunt's log, but for its head. */
export type HuntEntry =
  /** A run begins: the test files that it is to run. */
  | { readonly version: 1; readonly kind: "files"; readonly files: readonly string[] }
  /** A test file has begun, with so many tests to run. */
  | { readonly version: 1; readonly kind: "file"; readonly file: string; readonly tests: number }
  /** A test is repeated from now on: without a verdict later in the log, the run ended meanwhile. */
  | { readonly version: 1; readonly kind: "begun"; readonly subject: Subject }
  | NotJudged
  | LeakRecord;
