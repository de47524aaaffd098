import { Worker } from "node:worker_threads";
import { median } from "./section.ts";

/** How long a fresh worker thread takes to import a file, in milliseconds. */
export interface ImportTimes {
  readonly median: number;
  readonly least: number;
}

const WORKERS = 25;

// The loader itself is warm: whoever imports a file was imported before.
const code = (url: string): string => `
  const { parentPort } = require("node:worker_threads");
  import("data:text/javascript,").then(async () => {
    const start = performance.now();
    await import(${JSON.stringify(url)});
    parentPort.postMessage(performance.now() - start);
  });
`;

/** Imports a file in one worker thread after another. */
export async function importTimes(url: string): Promise<ImportTimes> {
  const took: number[] = [];
  for (let run = 0; run < WORKERS; run++) took.push(await importInWorker(url));
  return { median: median(took), least: Math.min(...took) };
}

function importInWorker(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(code(url), { eval: true });
    worker.once("error", reject).once("message", (milliseconds: number) => {
      resolve(milliseconds);
      void worker.terminate();
    });
  });
}
