import type { AsyncOpsOptions } from "../async/options.ts";
import type { IgnoreEntry } from "../ignore-entry.ts";
import type { MatcherName, MatcherOptions } from "../matchers.ts";
import type { AssertionDefaults, ProjectDefaults } from "./project-options.ts";

/** Puts the options of one assertion over those of its project. Known leaks of both count, unless nothing could tell them. */
export function withDefaults<Name extends MatcherName>(
  name: Name,
  options: MatcherOptions[Name] | undefined,
  defaults: ProjectDefaults,
): MatcherOptions[Name] {
  if (name === "toBeCollected") return options ?? {};
  const theirs: AsyncOpsOptions | AssertionDefaults = defaults[name as keyof ProjectDefaults];
  const both = { ...theirs, ...options };
  const { ignore = [] } = (options ?? {}) as { readonly ignore?: readonly IgnoreEntry[] };
  const known = name === "toLeakMemory" && both.explain === false ? [] : (theirs.ignore ?? []);
  // What is no list is left to the matcher to refuse.
  return { ...both, ignore: Array.isArray(ignore) ? [...known, ...(ignore as IgnoreEntry[])] : ignore } as object;
}
