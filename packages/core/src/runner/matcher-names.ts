import type { MatcherName } from "../matchers.ts";

const NAMES: Readonly<Record<MatcherName, true>> = { toLeakMemory: true, toLeakAsyncOps: true, toBeCollected: true };

/** The names of all matchers: known without loading what they do. */
export const matcherNames: readonly MatcherName[] = Object.keys(NAMES) as MatcherName[];

/** Whether a property of `expect(...)` is a matcher of ours. */
export function isMatcherName(key: PropertyKey): key is MatcherName {
  return typeof key === "string" && Object.hasOwn(NAMES, key);
}
