import { spawn } from "node:child_process";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How long a command took. */
export interface Time {
  readonly wallMs: number;
  /** Of all processes that it started. */
  readonly processorMs: number;
}

/** A command that has ended. */
export interface TimedRun extends Time {
  readonly exitCode: number | null;
  /** What it printed. */
  readonly printed: string;
}

/** Runs a script of Node in a folder, and returns the time that it took. */
export async function timedRun(folder: string, args: readonly string[]): Promise<TimedRun> {
  const scratch = await mkdtemp(join(tmpdir(), "leakproof-timed-"));
  const output = await open(join(scratch, "printed.txt"), "a+");
  try {
    const start = performance.now();
    // The shell tells the processor time of all that it started.
    const script = '"$@" >&3 2>&1; code=$?; times; exit $code';
    const child = spawn("bash", ["-c", script, "bash", process.execPath, ...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit", output.fd],
    });
    let times = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (times += text));
    const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
    const wallMs = performance.now() - start;
    const printed = await readFile(join(scratch, "printed.txt"), "utf8");
    return { exitCode, wallMs, processorMs: processorMsIn(times), printed };
  } finally {
    await output.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

// The second line is that of children.
function processorMsIn(times: string): number {
  const ofChildren = times.trim().split("\n").at(-1) ?? "";
  return [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
}
