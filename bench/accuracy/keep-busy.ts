import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";

// A sweep that is killed leaves none of them behind, which would make the next one on an idle machine a busy one.
const WORK = `
const parent = process.ppid;
while (process.ppid === parent) for (let turn = 0; turn < 1000; turn++) JSON.parse(JSON.stringify({ a: [1, 2, 3] }));`;

/** Gives every core something to do until the returned function is called. */
export function keepBusy(): () => void {
  const children = Array.from({ length: availableParallelism() }, (): ChildProcess =>
    spawn(process.execPath, ["-e", WORK], { stdio: "ignore" }),
  );
  return () => {
    for (const child of children) child.kill("SIGKILL");
  };
}
