import { expect, test } from "vitest";
import MemoryRunner from "../../src/bench.ts";
import { BENCH_ENTRY, BENCH_FILE } from "../../src/bench/bench-file.ts";
import { type BenchmarkConfig, runOlderBenchmarks } from "../../src/bench/run-older-benchmarks.ts";

const runnerFor = (config: BenchmarkConfig): string | undefined => {
  runOlderBenchmarks(config);
  return config.runner;
};

test("before Vitest 5 the provider of benchmarks becomes their runner", () => {
  expect(runnerFor({ mode: "benchmark", benchmark: { provider: BENCH_ENTRY } })).toBe(BENCH_FILE);
});

test.each<[string, BenchmarkConfig]>([
  ["tests", { mode: "test", benchmark: { provider: BENCH_ENTRY } }],
  ["another provider", { mode: "benchmark", benchmark: { provider: "/project/provider.ts" } }],
  ["none", { mode: "benchmark", benchmark: {} }],
])("the runner is left alone for %s", (_, config) => {
  expect(runnerFor({ ...config })).toBeUndefined();
  expect(runnerFor({ ...config, runner: "/project/runner.ts" })).toBe("/project/runner.ts");
});

test("a runner of the user's own before Vitest 5 leaves no place for the provider", () => {
  expect(() => runnerFor({ mode: "benchmark", benchmark: { provider: BENCH_ENTRY }, runner: "/project/runner.ts" }))
    .toThrowErrorMatchingInlineSnapshot(`
    [Error: benchmark.provider is "@leakproof/vitest-plugin/bench", but runner is "/project/runner.ts": before Vitest 5 it is the runner that runs the benchmarks

    Leave runner out of the configuration of the benchmarks.]
  `);
});

test("a provider of the user's own in Vitest 5 leaves no place for the runner's", () => {
  expect(() => new MemoryRunner({ benchmark: { enabled: true, provider: "/project/provider.ts" } }))
    .toThrowErrorMatchingInlineSnapshot(`
    [Error: runner is "@leakproof/vitest-plugin/bench", but benchmark.provider is "/project/provider.ts": only one of them can run the benchmarks

    Leave one of them out.]
  `);
});
