// One part of the bench of verdicts, in a process of its own; prints one line of JSON.
import { checkLeak, type LeakRecord } from "@leakproof/core";
import { conformanceCases } from "../test/conformance/cases.ts";

/** Lines to print, as a person reads them. */
export interface Measurement {
  readonly lines: readonly string[];
}

export function assertIsMeasurement(value: unknown): asserts value is Measurement {
  if (typeof value !== "object" || value === null || !("lines" in value)) throw new Error("no measurement");
}

const parts: Readonly<Record<string, (arg: string | undefined) => Promise<string[]>>> = { cost, sensitivity, accuracy };

async function cost(): Promise<string[]> {
  const lines: string[] = [];
  for (const megabytes of [0, 50, 200]) {
    const ballast = makeBallast(megabytes);
    const { collections, ratio, heap } = await costOnThisHeap();
    lines.push(`${heap.padStart(7)} heap: ${ratio.toFixed(1)} collections' time, ${collections} collections made`);
    ballast.length = 0;
  }
  return lines;
}

function makeBallast(megabytes: number): object[] {
  return Array.from({ length: megabytes * 8000 }, (_, index) => ({ index, name: `item ${index}`, next: { index } }));
}

async function costOnThisHeap(): Promise<{ collections: number; ratio: number; heap: string }> {
  const verdicts: number[] = [];
  const collections: number[] = [];
  let made = 0;
  await checkLeak(() => {});
  for (let index = 0; index < 20; index++) {
    const start = performance.now();
    const { cost: spent } = await checkLeak(() => {});
    verdicts.push(performance.now() - start);
    collections.push(timeOfOneCollection());
    made = Math.max(made, spent.collections);
  }
  const heap = `${Math.round(process.memoryUsage().heapUsed / 1e6)} MB`;
  return { collections: made, ratio: median(verdicts) / median(collections), heap };
}

// Not ours: the yardstick must not come from what is measured.
function timeOfOneCollection(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error("run with --expose-gc");
  const start = performance.now();
  gc();
  return performance.now() - start;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

async function sensitivity(): Promise<string[]> {
  const bodies: Readonly<Record<string, () => () => void>> = {
    "an empty object on every call": () => {
      const kept: object[] = [];
      return () => void kept.push({});
    },
    "an empty object on every 10th call": () => everyNth(10),
    "an empty object on every 20th call": () => everyNth(20),
    "an empty object on every 100th call": () => everyNth(100),
    "a number on every call": () => {
      const kept: number[] = [];
      return () => void kept.push(kept.length);
    },
    "a character on every call": () => {
      let text = "";
      return () => void (text += "x");
    },
  };
  const lines: string[] = [];
  for (const [name, make] of Object.entries(bodies)) {
    const record = await checkLeak(make());
    const heap = record.judges.find(({ judge }) => judge === "heap");
    lines.push(
      `${name.padEnd(38)} ${record.verdict.kind.padEnd(12)} ${heap?.growth.bytesPerCall.toFixed(1).padStart(6)} B per call`,
    );
  }
  return lines;
}

function everyNth(n: number): () => void {
  const kept: object[] = [];
  let calls = 0;
  return () => void (calls++ % n === 0 && kept.push({}));
}

async function accuracy(repeats = "5"): Promise<string[]> {
  const wrong: string[] = [];
  const times: number[] = [];
  let verdicts = 0;
  let inconclusive = 0;
  for (let repeat = 0; repeat < Number(repeats); repeat++) {
    for (const { name, leaky, clean } of conformanceCases) {
      for (const [kind, make] of [["leaking", leaky] as const, ["clean", clean] as const]) {
        const { body, end } = await make();
        const record = await checkLeak(body, { timeout: 5000 });
        end?.();
        verdicts++;
        times.push(record.cost.milliseconds);
        if (record.verdict.kind === "inconclusive") inconclusive++;
        if (record.verdict.kind !== kind) wrong.push(describe(name, kind, record));
      }
    }
  }
  const misses = wrong.filter((line) => line.startsWith("missed")).length;
  const alarms = wrong.filter((line) => line.startsWith("false alarm")).length;
  return [
    `${verdicts} verdicts: ${misses} misses, ${alarms} false alarms, ${inconclusive} inconclusive`,
    `median ${Math.round(median(times))} ms, longest ${Math.round(Math.max(...times))} ms`,
    ...wrong,
  ];
}

function describe(name: string, expected: string, { verdict, judges, cost: { rounds, calls } }: LeakRecord): string {
  const what = verdict.kind === "inconclusive" ? "inconclusive" : expected === "leaking" ? "missed" : "false alarm";
  const growth = judges
    .map(({ judge, growth: { kind, bytesPerCall } }) => `${judge} ${kind} ${bytesPerCall.toFixed(1)}`)
    .join(", ");
  return `${what}: ${name} (${growth}; ${rounds} rounds, ${calls} calls)`;
}

const [part = "", arg] = process.argv.slice(2);
const run = parts[part];
if (run) console.log(JSON.stringify({ lines: await run(arg) } satisfies Measurement));
