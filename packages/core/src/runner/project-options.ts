import { resolve } from "node:path";
import { type AsyncOpsOptions, resolveAsyncOptions } from "../async/options.ts";
import { readIgnoreFile } from "../ignore-file.ts";
import { type LeakOptions, resolveOptions } from "../options.ts";
import { assertKnownOptions } from "../read-option.ts";
import { type BudgetProjectOptions, checkBudgetOptions } from "./budget-settings.ts";
import { readConfiguration } from "./message-alone.ts";

/** Options of `toLeakMemory` that can be given once for a whole project: all but functions. */
export type AssertionDefaults = Omit<LeakOptions, "setup" | "teardown">;

/** What becomes of a test file that leaves more behind than its budget allows: nothing is looked at, it is told, or the file fails. */
export type GuardMode = "off" | "warn" | "error";

/** Options of an integration, for a whole project; everything has a default. */
export interface ProjectOptions extends BudgetProjectOptions {
  /** Options for every `toLeakMemory` of the project, each of which an assertion can override. @default none */
  readonly defaults?: AssertionDefaults;
  /** Options for every `toLeakAsyncOps` of the project, each of which an assertion can override. @default none */
  readonly asyncOps?: AsyncOpsOptions;
  /** File that gets the record of every verdict of a run, one JSON object per line, relative to the root. @default none */
  readonly records?: string;
  /** JSON file of known leaks, `[{ "leak": "…", "reason": "…" }]`, that no assertion of the project reports; relative to the root. @default none */
  readonly knownLeaks?: string;
  /** Whether every test file is watched for what its hooks and tests leave behind. @default "off" */
  readonly guard?: GuardMode;
}

const KNOWN: Readonly<Record<keyof ProjectOptions, true>> = {
  defaults: true,
  asyncOps: true,
  records: true,
  knownLeaks: true,
  budgets: true,
  baseline: true,
  guard: true,
};
const GUARD_MODES: readonly unknown[] = ["off", "warn", "error"] satisfies readonly GuardMode[];
const FILES = ["records", "knownLeaks"] as const;

/**
 * Checks the options of a project, so that a mistake is told when the configuration is read and not by every assertion.
 *
 * @throws TypeError for an unknown option or a value of the wrong kind
 */
export function checkProjectOptions(options: unknown): asserts options is ProjectOptions {
  readConfiguration(() => {
    checkOptions(options);
  });
}

function checkOptions(options: unknown): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`leakproof: expected an object of options, received ${kindOf(options)}`);
  }
  withPrefix("leakproof", () => {
    assertKnownOptions(options, Object.keys(KNOWN));
  });
  const given = options as Readonly<Record<keyof ProjectOptions, unknown>>;
  for (const name of FILES) {
    const path = given[name];
    if (path !== undefined && (typeof path !== "string" || path === ""))
      throw new TypeError(`leakproof: ${name}: expected the path of a file, received ${kindOf(path)}`);
  }
  const { defaults, asyncOps, guard } = given;
  if (guard !== undefined && !GUARD_MODES.includes(guard)) {
    throw new TypeError(
      `leakproof: guard: expected "off", "warn" or "error", received ${typeof guard === "string" ? JSON.stringify(guard) : kindOf(guard)}`,
    );
  }
  checkDefaults("defaults", defaults, resolveOptions);
  checkDefaults("asyncOps", asyncOps, resolveAsyncOptions);
  withPrefix("leakproof", () => checkBudgetOptions(given));
}

function checkDefaults(name: "defaults" | "asyncOps", given: unknown, resolve: (options: object) => unknown): void {
  if (given === undefined) return;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new TypeError(`leakproof: ${name}: expected an object of options, received ${kindOf(given)}`);
  }
  for (const hook of ["setup", "teardown"]) {
    if (Object.hasOwn(given, hook)) {
      throw new TypeError(
        `leakproof: ${name}: ${hook} is a function and cannot reach the workers: pass it to toLeakMemory`,
      );
    }
  }
  withPrefix(`leakproof: ${name}`, () => resolve(given));
}

function withPrefix(prefix: string, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    throw new TypeError(`${prefix}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The options that every assertion of a project starts from, by matcher. */
export interface ProjectDefaults {
  readonly toLeakMemory: AssertionDefaults;
  readonly toLeakAsyncOps: AsyncOpsOptions;
}

/**
 * Gives the options that every assertion of a project starts from: its defaults, and what its file of known leaks says.
 *
 * @param root - the folder that paths are relative to
 * @throws TypeError that names the file and the entry, if the file can't be read or an entry is wrong
 */
export function readDefaults(
  { defaults = {}, asyncOps = {}, knownLeaks }: ProjectOptions,
  root: string,
): ProjectDefaults {
  if (knownLeaks === undefined) return { toLeakMemory: defaults, toLeakAsyncOps: asyncOps };
  const known = readConfiguration(() => readIgnoreFile(resolve(root, knownLeaks)));
  return {
    toLeakMemory: { ...defaults, ignore: [...known, ...(defaults.ignore ?? [])] },
    toLeakAsyncOps: { ...asyncOps, ignore: [...known, ...(asyncOps.ignore ?? [])] },
  };
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (value === "") return "an empty string";
  return Array.isArray(value) ? "an array" : `${typeof value === "object" ? "an" : "a"} ${typeof value}`;
}
