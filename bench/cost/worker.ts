// One part of the bench of cost, in a process of its own; prints one line of JSON.
import { costOnHeap } from "./clean-verdict.ts";
import { costOfCalls, costOfHandles, costOfTests, costOfWorkers } from "./growing.ts";
import { importTimes } from "./import-times.ts";
import { costOfLeakage, costOfMemlab } from "./rivals.ts";

const parts: Readonly<Record<string, (...args: string[]) => Promise<unknown>>> = {
  verdict: (megabytes) => costOnHeap(Number(megabytes)),
  memlab: (megabytes, cache) => costOfMemlab(Number(megabytes), cache),
  leakage: (megabytes) => costOfLeakage(Number(megabytes)),
  calls: (calls) => costOfCalls(Number(calls)),
  handles: (handles) => costOfHandles(Number(handles)),
  tests: () => costOfTests(),
  workers: (workers) => costOfWorkers(Number(workers)),
  imports: (file) => importTimes(file),
};

const [part = "", ...args] = process.argv.slice(2);
const found = await parts[part]!(...args);
console.log(`\n${JSON.stringify(found)}`);
