import { createRunner } from "./bench/create-runner.ts";
import type { RunnerConfig } from "./bench/load-runners.ts";
import { type BenchmarkGroup, runGroup } from "./bench/run-group.ts";

export type { BenchmarkGroup, BenchmarkRegistration } from "./bench/run-group.ts";
export type { RunnerConfig } from "./bench/load-runners.ts";

/**
 * Lets `vitest bench` measure what a call of each benchmark retains and allocates, after they were timed: a line for each is printed.
 * Results have it as `memory`.
 *
 * The option `runner` takes it in Vitest 3.2, 4.1 and 5.1; tests run as ever. In Vitest 5.1 `benchmark.provider` takes it, too, and leaves
 * `runner` free.
 *
 * @throws Error if Vitest 5 has another provider of benchmarks beside it
 * @example export default defineConfig({ test: { runner: "@leakproof/vitest-plugin/bench" } })
 */
export default class MemoryRunner {
  /** Runs the benchmarks of a test, for Vitest 5. */
  static run(group: BenchmarkGroup): Promise<object[]> {
    return runGroup(group);
  }

  /** Vitest's own runner, which measures memory where it runs benchmarks. */
  constructor(config: RunnerConfig) {
    return createRunner(config);
  }
}
