/** The runner that a file runs in. */
export interface RunnerFacts {
  readonly name: "vitest" | "jest";
  readonly major: number;
}

/** What a runner itself keeps of a file without a leak, in bytes. */
export interface RunnerGrowth {
  /** Once per file: what its first test loads and compiles. */
  readonly perFile: number;
  /** For every test: its result, its name, its times. */
  readonly perTest: number;
  /** By how much files without a leak differ. */
  readonly noise: number;
}

// Per test: the slope over 200 trivial tests on Node 24. Per file and noise: rounded up from the first use of a trivial test (10 to
// 65 kB) and from what single tests differ by (up to 20 kB, rarely 200 kB). `npm run measure:runner-growth` measures both anew.
const KNOWN: Readonly<Record<string, RunnerGrowth>> = {
  "vitest 3": { perFile: 100_000, perTest: 950, noise: 100_000 },
  "vitest 4": { perFile: 100_000, perTest: 1450, noise: 100_000 },
  "vitest 5": { perFile: 100_000, perTest: 1250, noise: 100_000 },
  "jest 29": { perFile: 100_000, perTest: 820, noise: 100_000 },
  "jest 30": { perFile: 100_000, perTest: 1240, noise: 100_000 },
};

// A runner that is not known yet is taken for one that keeps as much as any.
const OTHERS: RunnerGrowth = { perFile: 100_000, perTest: 1500, noise: 100_000 };

/** Gives what the runner itself keeps. */
export function growthOfRunner({ name, major }: RunnerFacts): RunnerGrowth {
  return KNOWN[`${name} ${major}`] ?? OTHERS;
}
