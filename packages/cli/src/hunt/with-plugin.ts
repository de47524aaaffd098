import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TrialCommand } from "../trial/resolve-command.ts";
import { UserError } from "../user-error.ts";
import { findEnvironments, listTests } from "./jest-environments.ts";

/** A process that runs the suite with Leakproof in it. */
export interface HuntCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** The test files that it will run, where they are known beforehand. */
  readonly files?: readonly string[];
}

const PLUGINS: Readonly<Record<string, string>> = { vitest: "@leakproof/vitest-plugin", jest: "@leakproof/jest-env" };

/**
 * Adds Leakproof's plugin to a run of Vitest or Jest whose configuration does not name it. What a package manager starts is out of reach:
 * there the configuration has to.
 *
 * @throws UserError if the plugin is not installed, or the command is none that can be hunted in
 */
export async function withPlugin(command: TrialCommand, cwd: string): Promise<HuntCommand> {
  const { file, args } = command;
  if (command.kind === "manager") return { file, args, environment: {} };
  if (command.kind !== "records" || command.runner === "script")
    throw new UserError(
      "A hunt repeats the tests of Vitest or Jest: write `leakproof hunt -- vitest run` or `-- jest`.",
    );
  await assertInstalled(PLUGINS[command.runner] ?? "", cwd);
  if (command.runner === "vitest")
    return { file: process.execPath, args: [childFile("start-vitest"), ...args], environment: {} };
  const environments = await findEnvironments(file, args, cwd);
  const files = await listTests(file, args, cwd);
  return environments === undefined
    ? { file: process.execPath, args: [file, ...args], environment: {}, files }
    : {
        file: process.execPath,
        args: [file, ...args, `--testEnvironment=${childFile("jest-environment")}`],
        files,
        environment: { LEAKPROOF_HUNT_ENVIRONMENTS: JSON.stringify(environments) },
      };
}

function childFile(name: "start-vitest" | "jest-environment"): string {
  return fileURLToPath(new URL(`child/${name}.js`, import.meta.url));
}

async function assertInstalled(plugin: string, cwd: string): Promise<void> {
  const require = createRequire(join(cwd, "package.json"));
  try {
    await readFile(require.resolve(`${plugin}/package.json`));
  } catch (error) {
    throw new UserError(
      `${plugin} is not installed in this project: run \`npm install --save-dev ${plugin}\`. No configuration needs to change for a hunt.`,
      { cause: error },
    );
  }
}
