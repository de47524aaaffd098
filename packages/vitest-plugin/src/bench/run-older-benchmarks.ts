import { BENCH_ENTRY, BENCH_FILE, namesBench } from "./bench-file.ts";

/** As much of the configuration of a project as says how its benchmarks run. */
export interface BenchmarkConfig {
  /** What is run, before Vitest 5. */
  readonly mode: string;
  /** Has the option of Vitest 5, which older releases pass on unread. */
  readonly benchmark?: { readonly provider?: string | undefined } | undefined;
  runner?: string | undefined;
}

/**
 * Lets Vitest 3 and 4 measure the memory of benchmarks where that is asked for as in Vitest 5, by `benchmark.provider`.
 *
 * @throws Error if there is a runner of the user's own
 */
export function runOlderBenchmarks(config: BenchmarkConfig): void {
  const provider = config.benchmark?.provider;
  if (config.mode !== "benchmark" || provider === undefined || !namesBench(provider)) return;
  if (config.runner !== undefined && !namesBench(config.runner)) {
    throw new Error(
      `benchmark.provider is "${BENCH_ENTRY}", but runner is "${config.runner}": before Vitest 5 it is the runner that runs the benchmarks\n\n` +
        "Leave runner out of the configuration of the benchmarks.",
    );
  }
  config.runner = BENCH_FILE;
}
