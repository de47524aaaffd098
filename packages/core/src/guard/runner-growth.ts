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

// By `npm run measure:runner-growth` on Node 24.21.0, medians of three to five runs of files of 5 and of 105 trivial tests with exact
// readings: the slope, and what it leaves of the file of 5. Their noise is less (0.3 to 3.6 kB from the median, and 273 kB in one run of
// Jest 29) than that of files that do something: 64 of 69 files of h3 differed by less than 100 kB between two runs, the rest by 127 to
// 578 kB (docs/guard-in-the-wild.md).
const KNOWN: Readonly<Record<string, RunnerGrowth>> = {
  "vitest 3": { perFile: 178_000, perTest: 2500, noise: 100_000 },
  "vitest 4": { perFile: 232_000, perTest: 4700, noise: 100_000 },
  "vitest 5": { perFile: 258_000, perTest: 4060, noise: 100_000 },
  "jest 29": { perFile: 172_000, perTest: 2610, noise: 100_000 },
  "jest 30": { perFile: 232_000, perTest: 2890, noise: 100_000 },
};

// A runner that is not known yet is taken for one that keeps as much as any.
const OTHERS: RunnerGrowth = { perFile: 258_000, perTest: 4700, noise: 100_000 };

/** Gives what the runner itself keeps. */
export function growthOfRunner({ name, major }: RunnerFacts): RunnerGrowth {
  return KNOWN[`${name} ${major}`] ?? OTHERS;
}
