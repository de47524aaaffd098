// What Leakproof costs, beside what others cost: `npm run bench:cost [-- --only verdict,rivals,imports,growing,explain,guard] [--json]`.
// Every figure is a median, and most are ratios of two that the same run took; each part runs in a process of its own.
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { runQuietly } from "../scripts/run-quietly.ts";
import type { VerdictCost } from "./cost/clean-verdict.ts";
import type { ImportTimes } from "./cost/import-times.ts";
import { inProcess } from "./cost/in-process.ts";
import type { RivalCost } from "./cost/rivals.ts";
import { milliseconds, renderSection, type Section, times } from "./cost/section.ts";
import { installMemlab } from "./memlab.ts";

const HEAPS = [10, 50, 200] as const;
const CALLS = [10, 100, 1000, 10_000] as const;
const HANDLES = [0, 100, 1000, 10_000] as const;
const WORKERS = [1, 2, 4] as const;

const root = join(import.meta.dirname, "..");
const cache = join(root, "node_modules", ".cache", "bench-heap");

// The heap of the process itself is about this large.
const OWN_MEGABYTES = 6;

const built = (file: string): string => pathToFileURL(join(root, "packages", file)).href;
const IMPORTS = [
  ["an empty module", "data:text/javascript,export%20{}"],
  ["@leakproof/core", built("core/dist/index.js")],
  ["@leakproof/core/worker (setup file of Vitest)", built("core/dist/worker/index.js")],
  ["@leakproof/core/guard (guard, if it is on)", built("core/dist/guard/watch.js")],
  ["@leakproof/jest-env (environment of Jest)", built("jest-env/dist/extend.js")],
  ["the check, at the first assertion", built("core/dist/run-check.js")],
  ["the explanation, at the first leak", built("core/dist/trace/explain.js")],
] as const;

const parts = { verdict, rivals, imports, growing, explain, guard } as const;
const { values } = parseArgs({
  options: { only: { type: "string", default: Object.keys(parts).join() }, json: { type: "boolean", default: false } },
});
const machine = `Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model ?? "unknown processor"}`;
const sections: Section[] = [];
if (!values.json) console.log(machine);
for (const name of values.only.split(",")) {
  const part = parts[name as keyof typeof parts] as (() => Promise<readonly Section[]>) | undefined;
  if (part === undefined) throw new Error(`there is no part ${name}: ${Object.keys(parts).join(", ")}`);
  for (const section of await part()) {
    sections.push(section);
    if (!values.json) console.log(renderSection(section));
  }
}
if (values.json) console.log(JSON.stringify({ machine, sections }));

async function verdict(): Promise<readonly Section[]> {
  const rows: string[][] = [];
  for (const megabytes of HEAPS) {
    const cost = await verdictOn(megabytes);
    rows.push([
      `${Math.round(cost.heapBytes / 1e6)} MB`,
      milliseconds(cost.collectionMs),
      milliseconds(cost.verdictMs),
      times(cost.verdictMs / cost.collectionMs),
      String(cost.collections),
      String(cost.calls),
    ]);
  }
  return [
    {
      title: "A clean verdict on a body that does nothing, in forced collections of its heap",
      columns: ["heap", "collection", "verdict", "ratio", "collections", "calls"],
      rows,
      notes: ["Medians of 20 each, by tinybench."],
    },
  ];
}

function verdictOn(megabytes: number): Promise<VerdictCost> {
  return inProcess<VerdictCost>("verdict", String(Math.max(0, megabytes - OWN_MEGABYTES)));
}

async function rivals(): Promise<readonly Section[]> {
  await installMemlab(cache);
  const rows: string[][] = [];
  for (const megabytes of HEAPS) {
    const ours = await verdictOn(megabytes);
    const ballast = String(Math.max(0, megabytes - OWN_MEGABYTES));
    const memlab = await inProcess<RivalCost>("memlab", ballast, cache);
    const leakage = await inProcess<RivalCost>("leakage", ballast);
    rows.push([
      `${megabytes} MB`,
      milliseconds(ours.verdictMs),
      milliseconds(memlab.milliseconds),
      times(memlab.milliseconds / ours.verdictMs),
      milliseconds(leakage.milliseconds),
      times(leakage.milliseconds / ours.verdictMs),
    ]);
  }
  return [
    {
      title: "The same body, judged by others",
      columns: ["heap", "Leakproof", "memlab", "ratio", "leakage", "ratio"],
      rows,
      notes: [
        "memlab 2.0.5: three snapshots, and what is in the second and the third but not in the first.",
        "leakage 0.5.0: its algorithm without its comparison, for its native part does not build with the V8 of Node 20 and later: 12 snapshots in memory and 12 collections.",
      ],
    },
  ];
}

async function imports(): Promise<readonly Section[]> {
  const rows: string[][] = [];
  for (const [name, file] of IMPORTS) {
    const { median, least } = await inProcess<ImportTimes>("imports", file);
    rows.push([name, milliseconds(median), milliseconds(least)]);
  }
  return [
    {
      title: "Importing in a fresh worker thread",
      columns: ["entry", "median", "least"],
      rows,
      notes: [
        "25 workers each. The check itself is loaded by the first one that is made, and the explanation by the first leak.",
      ],
    },
  ];
}

async function growing(): Promise<readonly Section[]> {
  const calls: string[][] = [];
  for (const each of CALLS) {
    const cost = await inProcess<{ milliseconds: number; calls: number }>("calls", String(each));
    calls.push([each.toLocaleString("en"), cost.calls.toLocaleString("en"), milliseconds(cost.milliseconds)]);
  }
  const handles: string[][] = [];
  for (const open of HANDLES) {
    const cost = await inProcess<{ memoryMs: number; asyncMs: number }>("handles", String(open));
    handles.push([open.toLocaleString("en"), milliseconds(cost.memoryMs), milliseconds(cost.asyncMs)]);
  }
  const tests = await inProcess<readonly { test: number; milliseconds: number }[]>("tests");
  const workers: string[][] = [];
  for (const count of WORKERS) {
    const cost = await inProcess<{ milliseconds: number }>("workers", String(count));
    workers.push([String(count), milliseconds(cost.milliseconds)]);
  }
  const section = (title: string, columns: readonly string[], rows: readonly (readonly string[])[]): Section => ({
    title,
    columns,
    rows,
    notes: [],
  });
  return [
    section("With the calls of each of five rounds", ["calls per round", "calls in all", "verdict"], calls),
    section("With the timers that are open", ["timers", "toLeakMemory", "toLeakAsyncOps"], handles),
    section(
      "With the verdicts that the process has given",
      ["verdict", "time"],
      tests.map(({ test, milliseconds: took }) => [String(test), milliseconds(took)]),
    ),
    section("With the workers that judge at a time", ["workers", "verdict"], workers),
  ];
}

async function explain(): Promise<readonly Section[]> {
  return [await linesOf("Explaining a leak", "explain.ts", "--runs", "3")];
}

async function guard(): Promise<readonly Section[]> {
  return [await linesOf("1,000 short tests with the guard and without", "guard.ts", "--turns", "3")];
}

async function linesOf(title: string, file: string, ...args: readonly string[]): Promise<Section> {
  const output = await runQuietly(process.execPath, [join(import.meta.dirname, file), ...args], { cwd: root });
  return { title, columns: [], rows: [], notes: output.trim().split("\n") };
}
