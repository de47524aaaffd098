import type { TaskMemory } from "@leakproof/core/tinybench";
import type { BenchmarkRunner, Benchmarks } from "./load-runners.ts";

/** A file of benchmarks or a `describe` in one, in Vitest 3 and 4. */
export interface BenchmarkSuite {
  readonly type: "suite";
  readonly id: string;
  readonly name: string;
  readonly meta: object;
  readonly result?: object | undefined;
  readonly tasks: readonly (BenchmarkSuite | BenchmarkCase)[];
}

/** A benchmark in one. */
export interface BenchmarkCase {
  readonly type: "test" | "custom";
  readonly id: string;
  readonly name: string;
  readonly meta: object;
  readonly result?: { readonly state: string; readonly benchmark?: { memory?: TaskMemory } } | undefined;
}

/**
 * Measures what a call of each benchmark retains and allocates that has been timed. Its result gets it as `memory`, which reaches
 * the JSON output; a line for each is printed.
 *
 * @throws what a benchmark or a hook of it throws
 */
export async function measureSuite(
  suite: BenchmarkSuite,
  runner: BenchmarkRunner,
  benchmarks: Benchmarks,
): Promise<void> {
  const { describeMemory } = await import("@leakproof/core/tinybench");
  const measured: BenchmarkCase[] = [];
  const lines: string[] = [];
  for (const task of suite.tasks) {
    if (task.type === "suite") await measureSuite(task, runner, benchmarks);
    else if (task.result?.state === "pass" && task.result.benchmark !== undefined) {
      const memory = await measureBenchmark(task, runner, benchmarks);
      if (memory === undefined) continue;
      task.result.benchmark.memory = memory;
      measured.push(task);
      lines.push(`${task.name}: ${describeMemory(memory)}`);
    }
  }
  if (measured.length === 0) return;
  printFor(suite, lines);
  // The suite as well: its reporter ranks the benchmarks of a suite that it is told of, and knows no ranks of new results.
  await runner.onTaskUpdate?.(
    [...measured, suite].map(({ id, result, meta }) => [id, result, meta]),
    [],
  );
}

async function measureBenchmark(
  benchmark: BenchmarkCase,
  runner: BenchmarkRunner,
  { getBenchFn, getBenchOptions }: Benchmarks,
): Promise<TaskMemory | undefined> {
  const { withMemory } = await import("@leakproof/core/tinybench");
  const { Bench } = await runner.importTinybench();
  const bench = new Bench(getBenchOptions(benchmark));
  // The runner has timed it already.
  bench.run = () => Promise.resolve(bench.tasks);
  const { memory } = withMemory(bench);
  bench.add(benchmark.name, getBenchFn(benchmark));
  await bench.run();
  return memory.get(benchmark.name);
}

// Vitest puts above what is printed the name of what runs at the time, which its runner of benchmarks does not tell it.
function printFor(suite: BenchmarkSuite, lines: readonly string[]): void {
  const worker = Reflect.get(globalThis, "__vitest_worker__") as { current?: BenchmarkSuite | undefined };
  worker.current = suite;
  console.log(lines.join("\n"));
  worker.current = undefined;
}
