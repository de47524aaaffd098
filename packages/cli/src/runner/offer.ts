import { covers, type Need } from "./needs.ts";

// The oldest versions that our integrations work with, and what they name in `engines`.
const OLDER: Readonly<Record<string, Need>> = {
  vitest: { name: "vitest@3", range: "^18.0.0 || ^20.0.0 || >=22.0.0" },
  jest: { name: "jest@29", range: "^14.15.0 || ^16.10.0 || >=18.0.0" },
};

/** Names the older runner that runs on releases which the installed one does not; undefined if none does. */
export function olderRunner(need: Need, releases: readonly string[]): string | undefined {
  const older = OLDER[need.name.split(" ")[0] ?? ""];
  const isUseful = releases.some((version) => !covers(need.range, version) && covers(older?.range ?? "<0", version));
  return isUseful ? older?.name : undefined;
}

/** Says why a release is left out, and what would help. */
export function describeUnmet(need: Need, version: string): string {
  const older = olderRunner(need, [version]);
  return `${need.name} needs Node ${need.range}${older === undefined ? "" : ` (\`--runner ${older}\` runs on it)`}`;
}
