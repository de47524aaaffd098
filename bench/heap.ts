// Prints what it costs to understand a heap snapshot, ours against others: `npm run bench:heap [-- --sizes 30,150,500 --repeats N]`.
// Every tool reads the same files: parse, dominators, retained sizes and the retainer path of a known object.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runQuietly } from "../scripts/run-quietly.ts";
import { makeSnapshotFile, type SnapshotFile } from "./heap-files.ts";
import { TOOLS, type Measurement, type Tool } from "./heap-worker.ts";
import { installMemlab } from "./memlab.ts";

const { values } = parseArgs({
  options: { sizes: { type: "string", default: "30,150,500" }, repeats: { type: "string", default: "3" } },
});

const root = join(import.meta.dirname, "..");
const cache = join(root, "node_modules", ".cache", "bench-heap");

// One run of each tool on a large file takes a minute and differs by less than on the small ones.
const LARGE_MEGABYTES = 300;

console.log(`Node ${process.versions.node} on ${availableParallelism()} cores; each run in a process of its own`);
await installMemlab(cache);

const ratios: Ratios[] = [];
for (const size of values.sizes.split(",").map(Number)) {
  const file = await makeSnapshotFile(cache, size);
  ratios.push(await compare(file, size > LARGE_MEGABYTES ? 1 : Number(values.repeats)));
}
const least = (of: (each: Ratios) => number): string => Math.min(...ratios.map(of)).toFixed(1);
console.log(
  `faster than memlab: ${least(({ cpu }) => cpu)} times, memory: ${least(({ memory }) => memory)} times less`,
);

interface Ratios {
  readonly cpu: number;
  readonly memory: number;
}

async function compare(file: SnapshotFile, repeats: number): Promise<Ratios> {
  console.log(
    `\n${file.title} (${file.megabytes.toFixed(1)} MB; ${repeats === 1 ? "1 repetition" : `median of ${repeats} repetitions, taken in turn`})`,
  );
  const runs: Record<Tool, Measurement[]> = { leakproof: [], "heap-snapshot-toolkit": [], memlab: [] };
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const tool of TOOLS) {
      const run = await measure(tool, file);
      runs[tool].push(run);
      console.log(`  run ${repeat}: ${rowOf(tool, run, file)}`);
    }
  }
  assertAgreement(TOOLS.flatMap((tool) => runs[tool].map((run) => ({ tool, run }))));

  const [ours, ...others] = TOOLS.map((tool) => ({ tool, cost: medianCost(runs[tool]) }));
  for (const { tool, cost } of [ours!, ...others]) console.log(`  median: ${rowOf(tool, cost, file)}`);
  const against = others.map(({ tool, cost }) => ({
    tool,
    cpu: cost.cpuMs / ours!.cost.cpuMs,
    memory: cost.peakMegabytes / ours!.cost.peakMegabytes,
  }));
  for (const { tool, cpu, memory } of against)
    console.log(`  ${tool}: ${cpu.toFixed(1)} times our CPU time, ${memory.toFixed(1)} times our memory`);
  return against.find(({ tool }) => tool === "memlab")!;
}

async function measure(tool: Tool, { path }: SnapshotFile): Promise<Measurement> {
  const worker = join(import.meta.dirname, "heap-worker.ts");
  const output = await runQuietly(process.execPath, [worker, tool, path, cache], { cwd: root });
  return JSON.parse(output.trimEnd().split("\n").at(-1)!) as Measurement;
}

type Cost = Pick<Measurement, "cpuMs" | "peakMegabytes">;

function medianCost(runs: readonly Cost[]): Cost {
  return { cpuMs: median(runs.map((run) => run.cpuMs)), peakMegabytes: median(runs.map((run) => run.peakMegabytes)) };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

function rowOf(tool: Tool, { cpuMs, peakMegabytes }: Cost, { megabytes }: SnapshotFile): string {
  const speed = megabytes / (cpuMs / 1000);
  return `${tool.padEnd(22)} ${cpuMs.toFixed(0).padStart(6)} ms CPU ${speed.toFixed(1).padStart(6)} MB/s ${peakMegabytes.toFixed(0).padStart(5)} MB peak memory`;
}

// A tool that is quick because it is wrong is no yardstick.
function assertAgreement(runs: readonly { readonly tool: Tool; readonly run: Measurement }[]): void {
  const sizes = new Set(runs.map(({ run }) => run.retainedBytes));
  const strayed = runs.filter(({ run }) => run.path[0] !== "KnownHolder" || run.path.length < 3);
  if (sizes.size === 1 && strayed.length === 0) {
    console.log(`  all agree: KnownHolder retains ${[...sizes][0]} B`);
    return;
  }
  const said = runs.map(({ tool, run }) => `${tool}: ${run.retainedBytes} B, held by ${run.path.join(" < ")}`);
  throw new Error(`the tools do not agree on the known object:\n${said.join("\n")}`);
}
