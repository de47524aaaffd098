import { isAbsolute, relative, resolve } from "node:path";
import type { TestName } from "@leakproof/core/worker";
import { ANY_LEAK } from "../trial/judge-records.ts";
import { runTrial, type TrialRequest } from "../trial/run-trial.ts";
import { UserError } from "../user-error.ts";

/** The test that leaks, and those that ran before it in the same worker, in their order. */
export interface EarlierTests {
  /** Files relative to the project. */
  readonly tests: readonly TestName[];
  readonly target: TestName;
}

/** A run of everything that the command selects. */
export type ListingRequest = Omit<TrialRequest, "target" | "chosen"> & {
  /** Part of the name of the test that leaks; undefined to take the one that does. */
  readonly named: string | undefined;
};

const CHANCES = 10;

/**
 * Runs all tests once, or until one leaks, to see which run before the one that leaks.
 *
 * @throws UserError if it is not clear which test is meant, or none runs before it
 */
export async function listTests(request: ListingRequest): Promise<EarlierTests> {
  const { named, cwd } = request;
  for (let run = 1; run <= CHANCES; run++) {
    const { ran, outcome } = await runTrial({ ...request, target: ANY_LEAK, chosen: "all" });
    if (ran.length === 0) {
      const why = "reason" in outcome ? outcome.reason : "no test ran";
      throw new UserError(`No test could be followed: ${why}.`);
    }
    const tests = ran.map(({ file, ...rest }) => ({ ...rest, file: isAbsolute(file) ? relative(cwd, file) : file }));
    const leaking = outcome.kind === "leak" ? outcome.tests : [];
    const names = named === undefined ? leaking : matching(named, [...new Set(tests.map(nameOf))]);
    const [name, another] = names;
    if (another !== undefined)
      throw new UserError(
        named === undefined
          ? `${names.length} tests leak when all run: say which one with --test, as in --test ${JSON.stringify(name)}.`
          : `--test ${JSON.stringify(named)} fits ${names.length} tests: ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", ..." : ""}.`,
      );
    if (name !== undefined) return before(tests, name);
    if (named !== undefined)
      throw new UserError(`--test ${JSON.stringify(named)} fits none of the ${tests.length} tests that ran.`);
  }
  throw new UserError(`No test leaked in ${CHANCES} runs of all tests: name the one that does with --test.`);
}

/** A test as it is named to people. */
export function nameOf({ file, test }: TestName): string {
  return `${file} > ${test}`;
}

/** The same tests with absolute paths, as the runners name them. */
export function inProject<Name extends TestName>(cwd: string, names: readonly Name[]): Name[] {
  return names.map((name) => ({ ...name, file: resolve(cwd, name.file) }));
}

function matching(named: string, names: readonly string[]): string[] {
  const exact = names.filter((name) => name === named || name.endsWith(` > ${named}`));
  return exact.length > 0 ? exact : names.filter((name) => name.includes(named));
}

function before(tests: readonly (TestName & { readonly worker: string })[], name: string): EarlierTests {
  const at = tests.findIndex((test) => nameOf(test) === name);
  const target = tests[at];
  if (target === undefined) throw new UserError(`${name} leaked and was not followed: is the plugin up to date?`);
  const seen = new Set([name]);
  const earlier = tests.slice(0, at).filter((test) => {
    const isNew = test.worker === target.worker && !seen.has(nameOf(test));
    seen.add(nameOf(test));
    return isNew;
  });
  if (earlier.length === 0)
    throw new UserError(
      `No test runs before ${name} in the same worker: there is nothing that it could depend on. Does the command select it alone?`,
    );
  const bare = ({ file, test }: TestName): TestName => ({ file, test });
  return { tests: earlier.map(bare), target: bare(target) };
}
