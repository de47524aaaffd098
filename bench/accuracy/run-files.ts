import { runJest } from "../../test/e2e/run-jest.ts";
import { runVitest } from "../../test/e2e/run-vitest.ts";
import type { TestOutcome } from "./found.ts";
import type { Setting } from "./log.ts";

// Tests of a busy machine end later than they are asked to.
const PATIENCE_FACTOR = 2;

/** Test files of a project, and what they need. */
export interface Files {
  /** Paths of files and folders, by their name in the project. */
  readonly files: Readonly<Record<string, string>>;
  /** The test file to run. */
  readonly testFile: string;
  /** How many tests it has. */
  readonly tests: number;
  /** Whether its modules are ES modules, which Jest wants a flag for. */
  readonly isEsm?: boolean;
  /** Whether what it leaves open would keep Jest from ending. */
  readonly isLeftOpen?: boolean;
}

/** Lets the runner of a setting run a test file as a user would; returns what came of each test, by its name. */
export async function runFiles(
  { node, runner, timeoutMs }: Setting,
  { files, testFile, tests, isEsm = false, isLeftOpen = false }: Files,
): Promise<Readonly<Record<string, TestOutcome>>> {
  const common = {
    node,
    files,
    args: [testFile, `--testTimeout=${timeoutMs}`],
    patienceMs: 60_000 + PATIENCE_FACTOR * timeoutMs * tests,
  };
  const result =
    runner === "jest"
      ? await runJest({
          fixture: "jest-conformance",
          jest: 30,
          nodeArgs: isEsm ? ["--experimental-vm-modules"] : [],
          ...common,
          args: isLeftOpen ? [...common.args, "--forceExit"] : common.args,
        })
      : await runVitest({ fixture: "conformance", vitest: node === 20 ? 4 : 5, ...common });
  return result.tests;
}
