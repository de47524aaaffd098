import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";

const WORK = "for (;;) JSON.parse(JSON.stringify({ a: [1, 2, 3] }))";

/** Gives every core something to do until the returned function is called. */
export function keepBusy(): () => void {
  const children = Array.from({ length: availableParallelism() }, (): ChildProcess =>
    spawn(process.execPath, ["-e", WORK], { stdio: "ignore" }),
  );
  return () => {
    for (const child of children) child.kill("SIGKILL");
  };
}
