import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { BenchLike, TaskMemory } from "@leakproof/core/tinybench";

/** What Vitest 5 hands to a provider of benchmarks, as far as it is needed. */
export interface BenchmarkGroup {
  readonly test: {
    readonly fullTestName: string;
    readonly context: { readonly signal: AbortSignal };
    readonly meta: { benchmarkMemory?: Readonly<Record<string, TaskMemory>> };
  };
  readonly config: { readonly retainSamples?: boolean };
  readonly registrations: readonly BenchmarkRegistration[];
  readonly options?: object;
}

/** A benchmark that a test registered. */
export interface BenchmarkRegistration {
  readonly name: string;
  readonly fn: () => unknown;
  readonly fnOpts?: object;
}

/**
 * Runs the benchmarks of a test as Vitest 5 does, and measures afterwards what a call of each retains and allocates.
 *
 * @returns the results with the field `memory`, which Vitest does not hand to reporters: those find it in the meta of the test
 * @throws what a benchmark throws
 */
export async function runGroup({ test, config, registrations, options }: BenchmarkGroup): Promise<object[]> {
  const [Bench, { describeMemory, withMemory }] = await Promise.all([loadBench(), import("@leakproof/core/tinybench")]);
  const { retainSamples } = config;
  const bench = withMemory(
    new Bench({
      signal: test.context.signal,
      name: test.fullTestName,
      ...(retainSamples === undefined ? {} : { retainSamples }),
      ...options,
      now: performance.now.bind(performance),
    }),
  );
  for (const { name, fn, fnOpts } of registrations) bench.add(name, fn, fnOpts);
  await bench.run();
  const results = bench.tasks.map(({ name, result }) => ({ ...result, name }));
  const errors = results.flatMap((result) => ("error" in result && result.error !== undefined ? [result.error] : []));
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, "some benchmarks failed");
  test.meta.benchmarkMemory = { ...test.meta.benchmarkMemory, ...Object.fromEntries(bench.memory) };
  console.log([...bench.memory].map(([name, memory]) => `${name}: ${describeMemory(memory)}`).join("\n"));
  return results;
}

type BenchClass = new (options: object) => BenchLike;

// That of the installed Vitest, whose results its reporters understand.
async function loadBench(): Promise<BenchClass> {
  const vitest = createRequire(createRequire(import.meta.url).resolve("vitest/package.json"));
  const { Bench } = (await import(/* @vite-ignore */ pathToFileURL(vitest.resolve("tinybench")).href)) as {
    readonly Bench: BenchClass;
  };
  return Bench;
}
