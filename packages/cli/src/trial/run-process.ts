import { spawn } from "node:child_process";
import { constants } from "node:os";

/** A process that has ended. */
export interface FinishedProcess {
  readonly exit:
    | { readonly kind: "code"; readonly code: number }
    | { readonly kind: "signal"; readonly signal: NodeJS.Signals }
    | { readonly kind: "timeout"; readonly seconds: number }
    | { readonly kind: "aborted" }
    | { readonly kind: "not started"; readonly reason: string };
  /** The end of what it printed. */
  readonly output: string;
  readonly milliseconds: number;
}

const KEPT_OUTPUT = 20_000;

/** What to run, and how long it may take. */
export interface ProcessRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Keeps all that is printed, and not its end alone. */
  readonly keepsAllOutput?: boolean;
}

/** Runs a process to its end, and ends its whole group at the timeout: a worker that is busy outlives its parent. */
export function runProcess({
  file,
  args,
  cwd,
  environment,
  timeoutMs,
  signal,
  keepsAllOutput = false,
}: ProcessRequest): Promise<FinishedProcess> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (!keepsAllOutput) output = output.slice(-KEPT_OUTPUT);
      });
    }
    let ended: FinishedProcess["exit"] | undefined;
    const endBecause = (exit: FinishedProcess["exit"]) => (): void => {
      ended ??= exit;
      killGroup(child.pid);
    };
    const timer = setTimeout(endBecause({ kind: "timeout", seconds: timeoutMs / 1000 }), timeoutMs);
    const abort = endBecause({ kind: "aborted" });
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
    const finish = (exit: FinishedProcess["exit"]): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      // What it left running in the background would hold its pipes, and the next trial's time.
      killGroup(child.pid);
      resolve({ exit: ended ?? exit, output, milliseconds: performance.now() - startedAt });
    };
    child.once("error", (error) => finish({ kind: "not started", reason: error.message }));
    child.once("exit", (code, exitSignal) => {
      // Give the pipes a moment to empty; a grandchild that keeps them open is not waited for.
      const patience = setTimeout(done, 500);
      child.once("close", done);
      function done(): void {
        clearTimeout(patience);
        child.removeListener("close", done);
        finish(code === null ? { kind: "signal", signal: exitSignal ?? "SIGKILL" } : { kind: "code", code });
      }
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, constants.signals.SIGKILL);
  } catch {
    // All of it has ended.
  }
}
