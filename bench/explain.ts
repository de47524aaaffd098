// How long the explanation of a leak takes, in captures of one heap snapshot: `npm run bench:explain -- [--node PATH]... [--runs N]`.
// A real Vitest worker judges the leaky twin of the example; both times are read from the record of the same check.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import type { LeakRecord } from "@leakproof/core";

const { values } = parseArgs({
  options: {
    node: { type: "string", multiple: true, default: [process.execPath] },
    runs: { type: "string", default: "7" },
  },
});

const example = resolve(import.meta.dirname, "../examples/hourly-job");
const vitest = resolve(import.meta.dirname, "../node_modules/vitest/vitest.mjs");
const folder = await mkdtemp(join(tmpdir(), "leakproof-explain-"));
try {
  console.log(`Median of ${values.runs} checks of the leaky hourly job, each in a Vitest worker of its own.`);
  for (const node of values.node) await measureOn(node);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureOn(node: string): Promise<void> {
  const explained: LeakRecord[] = [];
  for (let run = 0; run < Number(values.runs); run++) {
    const record = await judgeOnce(node);
    if (record.explanation !== undefined) explained.push(record);
  }
  const of = (read: (record: LeakRecord) => number): number => median(explained.map(read));
  const snapshotMs = (record: LeakRecord): number => record.explanation?.snapshot.milliseconds ?? Number.NaN;
  console.log(
    [
      `Node ${explained[0]?.runtime.node ?? "?"}`,
      `snapshot of ${(of(({ explanation }) => explanation?.snapshot.bytes ?? Number.NaN) / 1e6).toFixed(1)} MB in ${of(snapshotMs).toFixed(0)} ms`,
      `explanation ${of(({ cost }) => cost.explainMs).toFixed(0)} ms`,
      `${of((record) => record.cost.explainMs / snapshotMs(record)).toFixed(2)} captures`,
      `${explained.length} of ${values.runs} explained`,
    ].join("; "),
  );
}

async function judgeOnce(node: string): Promise<LeakRecord> {
  const records = join(folder, "records.ndjson");
  const config = join(example, `vitest.bench-${process.pid}.config.ts`);
  await writeFile(
    config,
    `import leakproof from "@leakproof/vitest-plugin";
export default { test: { testTimeout: 60_000 }, plugins: [leakproof({ records: ${JSON.stringify(records)} })] };\n`,
  );
  try {
    // The leaky twin fails its test: what counts is the record.
    await promisify(execFile)(node, [vitest, "run", "--root", example, "--config", config, "leaky"]).catch(() => {});
    // Beside the record there are lines that tell how far the run came.
    const line = (await readFile(records, "utf8")).split("\n").find((line) => line.includes('"kind":"memory"'));
    return JSON.parse(line ?? "") as LeakRecord;
  } finally {
    await rm(config, { force: true });
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
