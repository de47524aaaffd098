// Lets one rival that needs no runner judge twins of a group, in a process of its own: `node --expose-gc worker.ts RIVAL KIND`, and the
// twins as JSON on the standard input; prints a line of JSON for each. Where the rival is installed is the current folder.
import { text } from "node:stream/consumers";
import { groups } from "../groups.ts";
import type { Subject } from "../log.ts";
import { growsByHand } from "./hand-written.ts";
import { growsByLeakage } from "./leakage.ts";
import { memlabFindsLeaks, memlabSeesGrowth } from "./memlab.ts";

/** A way to judge a body. */
export type Judgement = (body: () => unknown) => Promise<boolean>;

const judgements: Readonly<Record<string, Judgement>> = {
  "100 calls, 1 MB": (body) => growsByHand(body, { calls: 100, mostBytes: 1_000_000 }),
  "1,000 calls, 10 kB": (body) => growsByHand(body, { calls: 1000, mostBytes: 10_000 }),
  leakage: growsByLeakage,
  "memlab leaks": memlabFindsLeaks,
  "memlab growth": memlabSeesGrowth,
};

const [rival = "", kind = ""] = process.argv.slice(2);
const judge = judgements[rival];
const group = groups.find((group) => group.kind === kind);
if (judge === undefined || group === undefined) throw new Error(`there is no rival ${rival} or no kind ${kind}`);
const subjects = JSON.parse(await text(process.stdin)) as Subject[];
// Work that a leaky twin leaves behind may reject later.
process.on("unhandledRejection", () => {});
for (const [index, { name, twin }] of subjects.entries()) {
  const pair = group.pairs.find((pair) => pair.name === name);
  if (pair === undefined) continue;
  const { body, end } = await pair[twin]();
  process.stdout.write(`${JSON.stringify({ index, isReported: await judge(body) })}\n`);
  await end?.();
}
process.exit();
