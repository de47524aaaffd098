import type { BenchLike } from "@leakproof/core/tinybench";
import * as vitest from "vitest";
import type { BenchmarkCase, BenchmarkSuite } from "./measure-suite.ts";

/** What Vitest hands to a runner, as far as it is needed. */
export interface RunnerConfig {
  /** What is run, before Vitest 5. */
  readonly mode?: string;
  /** How benchmarks run, in Vitest 5. */
  readonly benchmark?: { readonly enabled?: boolean; provider?: string | undefined };
}

/** The runner of benchmarks of Vitest 3 and 4. */
export interface BenchmarkRunner {
  importTinybench(): Promise<{ readonly Bench: new (options: object) => BenchLike }>;
  runSuite(file: BenchmarkSuite): Promise<void>;
  onTaskUpdate?(packs: readonly TaskUpdate[], events: readonly never[]): Promise<void>;
}
type TaskUpdate = readonly [id: string, result: object | undefined, meta: object];

/** What the installed Vitest runs tests and benchmarks with. */
export interface Runners {
  readonly TestRunner: new (config: RunnerConfig) => object;
  /** In Vitest 3 and 4 alone: in Vitest 5 tests run benchmarks. */
  readonly benchmarks?: Benchmarks;
}

/** What Vitest 3 and 4 run benchmarks with, and read what was given to `bench()`. */
export interface Benchmarks {
  readonly BenchmarkRunner: new (config: RunnerConfig) => BenchmarkRunner;
  readonly getBenchFn: (benchmark: BenchmarkCase) => () => unknown;
  readonly getBenchOptions: (benchmark: BenchmarkCase) => object;
}
type Readers = Pick<Benchmarks, "getBenchFn" | "getBenchOptions">;

/** Loads the runners from where the installed Vitest has them. */
export async function loadRunners(): Promise<Runners> {
  const { TestRunner, BenchmarkRunner } = vitest as unknown as Partial<InVitest4>;
  if (TestRunner === undefined) return await loadRunnersOfVitest3();
  if (BenchmarkRunner === undefined) return { TestRunner };
  const { getBenchFn, getBenchOptions } = TestRunner;
  return { TestRunner, benchmarks: { BenchmarkRunner, getBenchFn, getBenchOptions } };
}

interface InVitest4 {
  readonly TestRunner: Runners["TestRunner"] & Readers;
  readonly BenchmarkRunner: Benchmarks["BenchmarkRunner"];
}

// Vitest 4 has these entries, too, and warns of them; Vitest 5 has them no more.
async function loadRunnersOfVitest3(): Promise<Runners> {
  const [runners, suite] = await Promise.all(
    ["vitest/runners", "vitest/suite"].map((entry) => import(/* @vite-ignore */ entry) as Promise<unknown>),
  );
  const { VitestTestRunner: TestRunner, NodeBenchmarkRunner: BenchmarkRunner } = runners as {
    readonly VitestTestRunner: Runners["TestRunner"];
    readonly NodeBenchmarkRunner: Benchmarks["BenchmarkRunner"];
  };
  const { getBenchFn, getBenchOptions } = suite as Readers;
  return { TestRunner, benchmarks: { BenchmarkRunner, getBenchFn, getBenchOptions } };
}
