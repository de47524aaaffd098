import { createRequire } from "node:module";
import { dirname, isAbsolute, join } from "node:path";
import { type FinishedProcess, runProcess } from "../trial/run-process.ts";
import { UserError } from "../user-error.ts";

/** The test environment of each of Jest's projects, by the project's id. */
export type JestEnvironments = Readonly<Record<string, string>>;

interface ShownConfig {
  readonly configs: readonly { readonly id: string; readonly testEnvironment: string }[];
}

const PATIENCE_MS = 60_000;

/**
 * Asks Jest which environments the projects of a run have.
 *
 * @returns undefined if all are Leakproof's own
 * @throws UserError if Jest refuses the command
 */
export async function findEnvironments(
  jest: string,
  args: readonly string[],
  cwd: string,
): Promise<JestEnvironments | undefined> {
  const { exit, output } = await ask(jest, [...args, "--showConfig"], cwd);
  const shown = parse(output);
  if (exit.kind !== "code" || exit.code !== 0 || shown === undefined)
    throw new UserError(`Jest does not take this command:\n${output.trim().slice(-2000)}`);
  const own = ownFolder(cwd);
  const { configs } = shown;
  if (configs.every(({ testEnvironment }) => testEnvironment.startsWith(own))) return undefined;
  return Object.fromEntries(configs.map(({ id, testEnvironment }) => [id, testEnvironment]));
}

/** Asks Jest which test files a run has. */
export async function listTests(jest: string, args: readonly string[], cwd: string): Promise<string[]> {
  const { output } = await ask(jest, [...args, "--listTests"], cwd);
  return output.split(/\r?\n/).filter((line) => isAbsolute(line));
}

function ask(jest: string, args: readonly string[], cwd: string): Promise<FinishedProcess> {
  return runProcess({
    file: process.execPath,
    args: [jest, ...args],
    cwd,
    environment: { ...process.env, NO_COLOR: "1" },
    timeoutMs: PATIENCE_MS,
    keepsAllOutput: true,
  });
}

function ownFolder(cwd: string): string {
  return dirname(createRequire(join(cwd, "package.json")).resolve("@leakproof/jest-env/package.json"));
}

function parse(output: string): ShownConfig | undefined {
  try {
    return JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)) as ShownConfig;
  } catch {
    return undefined;
  }
}
