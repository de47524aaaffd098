import { existsSync } from "node:fs";
import { resolve } from "node:path";
import {
  type Baseline,
  type BaselineComparison,
  compareWithBaseline,
  type MeasuredSuites,
  measuredSuites,
  readBaselineFile,
  type SuiteComparison,
  tightenBaseline,
  updateBaseline,
  writeBaselineFile,
} from "@leakproof/core/budget";
import type { Colors } from "picocolors/types.js";
import { describeEstimates, UNPROVED } from "../report/estimated-suites.ts";
import { type BaselineReport, renderBaseline } from "../report/render-baseline.ts";
import { messageOf, UserError } from "../user-error.ts";
import { pathInProject } from "./path-in-project.ts";
import { readSuites } from "./read-suites.ts";

/** What is asked of `leakproof baseline`. */
export interface BaselineRequest {
  readonly action: BaselineReport["action"];
  /** Files of records, relative to the working directory. */
  readonly names: readonly string[];
  /** The file of accepted values, relative to it too. */
  readonly baseline: string;
  readonly json: boolean;
  /** Whether a suite that is not in the baseline fails the check. */
  readonly strict?: boolean;
}

/** How it went. */
export interface BaselineRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Compares records with a baseline, and writes the baseline where that is asked for.
 *
 * @throws UserError if a file cannot be read or written, or is wrong
 */
export function runBaseline(
  { action, names, baseline: file, json, strict = false }: BaselineRequest,
  { cwd, colors }: { readonly cwd: string; readonly colors: Colors },
): BaselineRun {
  const path = resolve(cwd, file);
  const exists = (name: string): boolean => existsSync(resolve(cwd, name));
  const { records, damaged } = readSuites(names, cwd);
  const { suites, unjudged } = measuredSuites(records, (name) => pathInProject(name, cwd, exists));
  const estimated = suites.filter(({ isEstimate }) => isEstimate === true).length;
  const stderr =
    (damaged.length === 0 ? "" : `${damaged.join(", ")}: no record, and left out; all others count.\n`) +
    (estimated === 0 ? "" : describeEstimates(estimated, suites.length));
  const named = [...suites, ...unjudged];
  if (named.length === 0) return { exitCode: EXIT_NOTHING, stdout: "", stderr: stderr + NOTHING };
  // Entries whose files are not here would all be taken for gone.
  if (!named.some((suite) => exists(suite.file)))
    throw new UserError(
      `None of the suites is below ${cwd}, not even ${named[0]?.file}: run this in the folder of the project.`,
    );
  const before = readBefore(path, file, action);
  const { unproved, ...comparison } = withoutUnproved(compareWithBaseline(suites, before, exists));
  const isWritten =
    action !== "check" && translated(() => writeBaselineFile(path, ACCEPT[action](before, comparison), file));
  const report: BaselineReport = {
    ...comparison,
    file,
    action,
    isStrict: strict,
    unjudged: [...unjudged, ...unproved],
    isWritten,
  };
  const stdout = json ? `${JSON.stringify({ schema: 1, ...report }, undefined, 2)}\n` : renderBaseline(report, colors);
  return { exitCode: exitCodeOf(report), stdout, stderr };
}

// An estimate from above may be more than an entry without the suite being so.
function withoutUnproved(
  comparison: BaselineComparison,
): BaselineComparison & { readonly unproved: MeasuredSuites["unjudged"] } {
  const isUnproved = ({ kind, suite }: SuiteComparison): boolean => kind === "exceeded" && suite.isEstimate === true;
  return {
    ...comparison,
    suites: comparison.suites.filter((suite) => !isUnproved(suite)),
    unproved: comparison.suites.filter(isUnproved).map(({ suite }) => ({ ...suite, reason: UNPROVED })),
  };
}

const NOTHING =
  'No suite was judged: the files hold no record of one. They come from runs under guard, as in leakproof({ guard: "warn" }).\n';

const ACCEPT = { update: updateBaseline, tighten: tightenBaseline } as const;

const EXIT_NOTHING = 4;

function exitCodeOf({ action, suites, isStrict }: BaselineReport): number {
  if (suites.length === 0) return EXIT_NOTHING;
  if (action === "update") return 0;
  return suites.some(({ kind }) => kind === "exceeded" || (isStrict && kind === "new")) ? 1 : 0;
}

function readBefore(path: string, name: string, action: BaselineReport["action"]): Baseline {
  const baseline = translated(() => readBaselineFile(path, name));
  if (baseline !== undefined) return baseline;
  // Nothing to compare with must not look like a comparison that went well.
  if (action !== "update") {
    throw new UserError(
      `There is no baseline ${name}: write one with \`leakproof baseline update <records>\`, and commit it.`,
    );
  }
  return new Map();
}

function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TypeError) throw new UserError(messageOf(error), { cause: error });
    throw error;
  }
}
