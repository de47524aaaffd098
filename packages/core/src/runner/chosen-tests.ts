import { appendFileSync, readFileSync } from "node:fs";
import { threadId } from "node:worker_threads";

/** A test, as whoever started the run names it. */
export interface TestName {
  /** Absolute path. */
  readonly file: string;
  /** With the names of its suites, as in a record. */
  readonly test: string;
}

/** The tests that a run is to be made of. */
export interface ChosenTests {
  /** In the order in which they are to run. */
  readonly files: readonly string[];
  readonly includes: (name: TestName) => boolean;
}

/**
 * Reads which tests whoever started the run wants, all others left out: a list of {@link TestName} as JSON in the file that the
 * environment variable `LEAKPROOF_ONLY_TESTS` names. So a tool finds out which earlier test another one depends on.
 */
export function chosenTests(environment: NodeJS.ProcessEnv = process.env): ChosenTests | undefined {
  const list = environment["LEAKPROOF_ONLY_TESTS"];
  if (list === undefined || list === "") return undefined;
  const names = JSON.parse(readFileSync(list, "utf8")) as readonly TestName[];
  const chosen = new Set(names.map(keyOf));
  return { files: [...new Set(names.map(({ file }) => file))], includes: (name) => chosen.has(keyOf(name)) };
}

/** Leaves of the files of a run those that hold chosen tests, in their order. */
export function chooseFiles<File>(
  files: readonly File[],
  pathOf: (file: File) => string,
  { files: chosen }: ChosenTests,
): File[] {
  return chosen.flatMap((path) => files.filter((file) => pathOf(file) === path));
}

/**
 * Notes that a test begins, one JSON object per line in the file that `LEAKPROOF_TEST_ORDER` names, with the worker that it runs in;
 * does nothing unless somebody asks.
 */
export function noteTest({ file, test }: TestName, environment: NodeJS.ProcessEnv = process.env): void {
  const order = environment["LEAKPROOF_TEST_ORDER"];
  if (order === undefined || order === "") return;
  appendFileSync(order, `${JSON.stringify({ file, test, worker: `${process.pid}.${threadId}` })}\n`);
}

function keyOf({ file, test }: TestName): string {
  return `${file}\0${test}`;
}
