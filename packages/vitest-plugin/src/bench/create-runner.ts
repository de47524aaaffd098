import { BENCH_ENTRY, BENCH_FILE, namesBench } from "./bench-file.ts";
import { loadRunners, type RunnerConfig } from "./load-runners.ts";
import { measureSuite } from "./measure-suite.ts";

// Before it is asked for: a runner is made at once.
const { TestRunner, benchmarks } = await loadRunners();

/**
 * Makes Vitest's own runner, which measures memory where it runs benchmarks.
 *
 * @throws Error if Vitest 5, whose runner takes benchmarks from a provider, has another one
 */
export function createRunner(config: RunnerConfig): object {
  if (benchmarks === undefined) {
    provideBenchmarks(config);
    return new TestRunner(config);
  }
  if (config.mode !== "benchmark") return new TestRunner(config);
  const runner = new benchmarks.BenchmarkRunner(config);
  const runSuite = runner.runSuite.bind(runner);
  // For a file alone: it goes on to the suites in it by itself.
  runner.runSuite = async (file) => {
    await runSuite(file);
    await measureSuite(file, runner, benchmarks);
  };
  return runner;
}

function provideBenchmarks({ benchmark }: RunnerConfig): void {
  if (benchmark?.enabled !== true) return;
  if (benchmark.provider !== undefined && !namesBench(benchmark.provider)) {
    throw new Error(
      `runner is "${BENCH_ENTRY}", but benchmark.provider is "${benchmark.provider}": only one of them can run the benchmarks\n\n` +
        "Leave one of them out.",
    );
  }
  benchmark.provider = BENCH_FILE;
}
