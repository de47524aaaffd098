import { Worker } from "node:worker_threads";
import { checkAsyncOps, checkLeak } from "@leakproof/core";
import { median } from "./section.ts";

const VERDICTS = 11;
const LONG_MS = 1e8;

/** The time of a check of so many calls in each of five rounds. */
export async function costOfCalls(calls: number): Promise<{ readonly milliseconds: number; readonly calls: number }> {
  let made = 0;
  const milliseconds = await medianOf(async () => {
    const record = await checkLeak(() => {}, { calls, rounds: 5 });
    made = record.cost.calls;
  });
  return { milliseconds, calls: made };
}

/** The time of clean verdicts while so many timers of others are open. */
export async function costOfHandles(handles: number): Promise<{ readonly memoryMs: number; readonly asyncMs: number }> {
  const timers = Array.from({ length: handles }, () => setTimeout(() => {}, LONG_MS));
  const memoryMs = await medianOf(() => checkLeak(() => {}));
  const asyncMs = await medianOf(() => checkAsyncOps(() => {}));
  for (const timer of timers) clearTimeout(timer);
  return { memoryMs, asyncMs };
}

/** The time of the first verdict of a process, and of later ones. */
export async function costOfTests(): Promise<readonly { readonly test: number; readonly milliseconds: number }[]> {
  const took: number[] = [];
  for (let test = 0; test < 300; test++) took.push(await timeOf(() => checkLeak(() => {})));
  return [
    { test: 1, milliseconds: took[0]! },
    ...[10, 100, 300].map((test) => ({ test, milliseconds: median(took.slice(Math.max(1, test - 10), test)) })),
  ];
}

/** The time of a clean verdict in each of so many workers at a time. */
export async function costOfWorkers(workers: number): Promise<{ readonly milliseconds: number }> {
  const file = new URL("worker.ts", import.meta.url);
  if (workers === 0) return { milliseconds: await medianOf(() => checkLeak(() => {})) };
  const found = await Promise.all(
    Array.from({ length: workers }, () => {
      const worker = new Worker(file, { argv: ["workers", "0"], stdout: true });
      let printed = "";
      worker.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
      return new Promise<number>((resolve, reject) => {
        worker.once("error", reject).once("exit", () => {
          resolve((JSON.parse(printed) as { milliseconds: number }).milliseconds);
        });
      });
    }),
  );
  return { milliseconds: median(found) };
}

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  await work();
  const took: number[] = [];
  for (let verdict = 0; verdict < VERDICTS; verdict++) took.push(await timeOf(work));
  return median(took);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
