/** A test runner, and the least release of each of its majors that works with an integration. */
export interface RunnerRange {
  readonly runner: string;
  readonly integration: string;
  /** As in `["3.2", "4.1"]`. */
  readonly least: readonly [string, ...string[]];
}

/** Says that a release of a runner is none that an integration works with; undefined if it is one. */
export function describeUnsupported({ runner, integration, least }: RunnerRange, version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isSupported = least.some((release) => {
    const [leastMajor = 0, leastMinor = 0] = release.split(".").map(Number);
    return major === leastMajor && minor >= leastMinor;
  });
  if (isSupported) return undefined;
  const releases = least.map((release) => `${release} and later ${release.split(".")[0]}.x`);
  return (
    `${integration} works with ${runner} ${releases.join(", ")}; this is ${runner} ${version}\n\n` +
    `Install one that it works with: npm install --save-dev ${runner.toLowerCase()}@${least.at(-1)!.split(".")[0]}`
  );
}
