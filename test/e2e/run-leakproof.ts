import { spawn } from "node:child_process";
import { join } from "node:path";

/** How a command of the command line went. */
export interface LeakproofRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const bin = join(import.meta.dirname, "..", "..", "packages", "cli", "dist", "bin.js");

/** Runs `leakproof` in a project; `watch` may end it with a signal. */
export function runLeakproof(
  project: string,
  environment: NodeJS.ProcessEnv,
  args: readonly string[],
  watch?: (stderr: string) => NodeJS.Signals | undefined,
  executable: string = process.execPath,
): Promise<LeakproofRun> {
  const child = spawn(executable, [bin, ...args], {
    cwd: project,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    const signal = watch?.(stderr);
    if (signal !== undefined) child.kill(signal);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}
