import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import { installNode, installVitest, type VitestMajor } from "./install-hosts.ts";
import { type FinishedRun, runFixture } from "./run-fixture.ts";
import { POOLS } from "./supported.ts";

interface BenchRun {
  readonly vitest: VitestMajor;
  /** Which option names the entry. */
  readonly setting: "provider" | "runner";
  readonly pool: (typeof POOLS)[number];
}

// While V8 still watches what becomes of a literal it notes that behind each object, in 16 B: whether it has optimised the body by then is
// a matter of how busy the machine is.
const LETS_GO: unknown = {
  retainedBytesPerCall: 0,
  allocatedBytesPerCall: expect.toSatisfy((bytes: number) => Math.round(bytes) === 32 || Math.round(bytes) === 48),
  record: { verdict: { kind: "clean" } },
};

test.each(
  combinationsOf<Pick<BenchRun, "setting">>(
    [{ setting: "provider" }, { setting: "runner" }],
    [{ setting: "provider" }],
  ),
)(
  "vitest bench of Vitest 5 tells what a benchmark retains and allocates beside its time, by its $setting",
  async ({ setting }) => {
    const { printed, json } = await runBench("bench", { vitest: 5, setting, pool: "forks" }, [
      "--reporter=default",
      "--reporter=json",
      "--outputFile.json=out.json",
    ]);

    expect(printed).toMatch(/^ *keeps: retained per call (?:\d+(?:\.\d+)? B|inconclusive), allocated per call \d+ B$/m);
    expect(printed).toMatch(/^ *lets go: retained per call 0 B, allocated per call \d+ B$/m);
    expect(printed).toContain("Error: of the benchmark itself");
    expect(printed).toMatch(/Tests +1 failed \| 1 passed/);
    expect(json).toMatchObject({
      testResults: [{ assertionResults: [{ meta: { benchmarkMemory: { "lets go": LETS_GO } } }, {}] }],
    });
  },
);

const everyOlder = ([3, 4] as const).flatMap((vitest): readonly BenchRun[] => [
  ...POOLS.map((pool) => ({ vitest, setting: "runner", pool }) as const),
  { vitest, setting: "provider", pool: "threads" },
]);

test.each(
  combinationsOf<BenchRun>(everyOlder, [
    { vitest: 3, setting: "runner", pool: "forks" },
    { vitest: 4, setting: "provider", pool: "threads" },
  ]),
)("vitest bench of Vitest $vitest tells it by its $setting, in pool $pool", async (run) => {
  const { printed, json } = await runBench("older-bench", run, ["--outputJson=out.json"]);

  expect(printed).toMatch(
    /^stdout \| session\.bench\.ts > a session\nkeeps: retained per call (?:\d+(?:\.\d+)? B|inconclusive), allocated per call [\d.]+ B\nlets go: retained per call 0 B, allocated per call [\d.]+ B$/m,
  );
  // Its ranks are still there.
  expect(printed).toMatch(
    /(?:keeps|lets go) - session\.bench\.ts > a session\n +[\d.]+x faster than (?:keeps|lets go)$/m,
  );
  expect(json).toMatchObject({
    files: [{ groups: [{ benchmarks: [{ name: "keeps" }, { name: "lets go", memory: LETS_GO }] }] }],
  });
});

test.each(combinationsOf<Pick<BenchRun, "vitest">>([{ vitest: 3 }, { vitest: 4 }, { vitest: 5 }], [{ vitest: 4 }]))(
  "tests run in the runner of benchmarks as ever, in Vitest $vitest",
  async ({ vitest }) => {
    const { printed } = await runVitest("run", "older-bench", { vitest, setting: "runner", pool: "forks" }, [], (run) =>
      Promise.resolve(run),
    );

    expect(printed).toMatch(/Tests +1 failed \| 1 passed/);
  },
);

async function runBench(
  fixture: string,
  setup: BenchRun,
  args: readonly string[],
): Promise<FinishedRun & { readonly json: unknown }> {
  return runVitest("bench", fixture, setup, args, async (run) => ({
    ...run,
    json: JSON.parse(await readFile(join(run.project, "out.json"), "utf8")) as unknown,
  }));
}

async function runVitest<Result>(
  command: "bench" | "run",
  fixture: string,
  { vitest, setting, pool }: BenchRun,
  args: readonly string[],
  read: (run: FinishedRun) => Promise<Result>,
): Promise<Result> {
  const host = await installVitest(vitest);
  const bin = join(host, "node_modules", "vitest", "vitest.mjs");
  return runFixture(
    {
      fixture,
      host,
      executable: await installNode(24),
      args: [bin, command, "--run", `--config=${setting}.config.ts`, `--pool=${pool}`, ...args],
    },
    read,
  );
}
