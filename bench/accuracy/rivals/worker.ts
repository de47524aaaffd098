// Lets one rival that needs no runner judge twins in a process of its own: `node --expose-gc worker.ts RIVAL`. Where the rival is installed
// is the current folder.
import { judgeEachTwin } from "./each-twin.ts";
import { growsByHand } from "./hand-written.ts";
import { growsByLeakage } from "./leakage.ts";

const judgements: Readonly<Record<string, (body: () => unknown) => Promise<boolean>>> = {
  "100 calls, 1 MB": (body) => growsByHand(body, { calls: 100, mostBytes: 1_000_000 }),
  "1,000 calls, 10 kB": (body) => growsByHand(body, { calls: 1000, mostBytes: 10_000 }),
  leakage: growsByLeakage,
};

const [rival = ""] = process.argv.slice(2);
const judge = judgements[rival];
if (judge === undefined) throw new Error(`there is no rival ${rival}`);
await judgeEachTwin(async (body) => [await judge(body)]);
