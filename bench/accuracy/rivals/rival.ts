import type { Group } from "../groups.ts";
import type { Subject } from "../log.ts";
import type { Matcher } from "../matcher.ts";

/** Something that a user would take instead. */
export interface Rival {
  /** What its answers go by; there are several if one run judges in several ways. */
  readonly names: readonly string[];
  readonly judges: readonly Matcher[];
  /** How many twins it is asked about at a time at most: what it said so far outlives a sitting. */
  readonly portion: number;
  /** Judges each twin, and returns what it said in the order of the twins; undefined of those that it was not asked about. */
  readonly run: (group: Group, subjects: readonly Subject[]) => Promise<readonly (Said | undefined)[]>;
}

/** For each name whether the twin was reported; why not, if it gave no answer. */
export type Said = readonly boolean[] | { readonly failed: string };
