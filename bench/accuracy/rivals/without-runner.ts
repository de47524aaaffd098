import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Rival } from "./rival.ts";

/** Rivals that are a function: each judges all twins of a kind in one process. */
export function rivalsWithoutRunner(folder: string): Rival[] {
  return [
    ["hand-written: 100 calls, 1 MB", "100 calls, 1 MB"],
    ["hand-written: 1,000 calls, 10 kB", "1,000 calls, 10 kB"],
    ["leakage 0.5 (native part replaced)", "leakage"],
    ["memlab 2.0: leaks by three snapshots", "memlab leaks"],
    ["memlab 2.0: unbound objects", "memlab growth"],
  ].map(([name = "", key = ""]): Rival => ({
    name,
    judges: ["toLeakMemory"],
    run: async ({ kind }, subjects) => {
      const answers = await runWorker(folder, key, kind, JSON.stringify(subjects));
      return subjects.map((_, index) => answers.get(index));
    },
  }));
}

const PATIENCE_MS = 540_000;

function runWorker(folder: string, rival: string, kind: string, subjects: string): Promise<Map<number, boolean>> {
  const worker = join(import.meta.dirname, "worker.ts");
  const child = spawn(process.execPath, ["--expose-gc", worker, rival, kind], {
    cwd: folder,
    stdio: ["pipe", "pipe", "inherit"],
    timeout: PATIENCE_MS,
  });
  child.stdin.end(subjects);
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", () => resolve(readAnswers(printed)));
  });
}

// memlab prints among the answers.
function readAnswers(printed: string): Map<number, boolean> {
  return new Map(
    [...printed.matchAll(/\{"index":(\d+),"isReported":(true|false)\}/g)].map(([, index, isReported]) => [
      Number(index),
      isReported === "true",
    ]),
  );
}
