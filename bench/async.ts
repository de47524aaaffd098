// Prints which kinds of pending work each detector sees, misses and falsely reports, and what a check costs:
// `npm run bench:async [-- --only table|nodes|cost|repeats] [--repeats N] [--cases PART-OF-A-NAME]`.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { chosenCases, type Detector, type Seen, detectors, leakproofOn } from "./async-detectors.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    cases: { type: "string", default: "" },
    repeats: { type: "string", default: "1000" },
  },
});
const cases = chosenCases(values.cases);
const wants = (part: string): boolean => values.only === undefined || values.only === part;

if (wants("table")) await printTable("Node 24", detectors);
if (wants("nodes")) await printTable("Leakproof on every Node", leakproofOn);
if (wants("cost")) await runWorker("cost");
if (wants("repeats")) {
  const busy = spawn(process.execPath, ["-e", "for (;;) JSON.parse(JSON.stringify({ a: [1, 2, 3] }))"], {
    stdio: "ignore",
  });
  try {
    await runWorker("repeats", values.repeats);
  } finally {
    busy.kill();
  }
}

async function printTable(title: string, columns: readonly Detector[]): Promise<void> {
  const seen: Seen[] = [];
  for (const { name, run } of columns) {
    console.error(`${name} …`);
    seen.push(await run(cases.map(({ name }) => name)));
  }
  const rows = cases.map(({ name, unref }) => [
    unref === true ? `${name} (asked for)` : name,
    ...seen.map(
      (column) =>
        `${verdictOn(column.get(`${name} > leaky`), true)} / ${verdictOn(column.get(`${name} > clean`), false)}`,
    ),
  ]);
  const table = [["left behind / clean twin", ...columns.map(({ name }) => name)], ...rows, sums(seen)];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
  console.log(`\n${title}, ${availableParallelism()} cores`);
  for (const line of table)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    );
}

function verdictOn(isReported: boolean | undefined, isLeak: boolean): string {
  if (isReported === undefined) return "no verdict";
  if (isLeak) return isReported ? "seen" : "MISSED";
  return isReported ? "FALSE" : "ok";
}

function sums(columns: readonly Seen[]): string[] {
  return [
    "missed / falsely reported",
    ...columns.map((column) => {
      const count = (twin: string, isReported: boolean): number =>
        cases.filter(({ name }) => column.get(`${name} > ${twin}`) === isReported).length;
      return `${count("leaky", false)} / ${count("clean", true)} of ${cases.length}`;
    }),
  ];
}

function runWorker(...args: string[]): Promise<void> {
  const worker = new URL("async-worker.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, ["--expose-gc", worker, ...args], { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${args.join(" ")} ended with ${code}`));
    });
  });
}
