import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { messageOf, UserError } from "../user-error.ts";

/**
 * Runs git and gives what it printed, without the last line break.
 *
 * @throws UserError with the last line of what git said
 */
export async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("git", [...args], { cwd, maxBuffer: 100_000_000 });
    return stdout.trimEnd();
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : messageOf(error);
    throw new UserError(`git ${args[0]}: ${said.split("\n").at(-1)}`, { cause: error });
  }
}
