import type { Group } from "../groups.ts";
import type { Subject } from "../log.ts";

/** Something that a user would take instead. */
export interface Rival {
  readonly name: string;
  readonly judges: readonly Group["matcher"][];
  /** Says of each twin whether it was reported, in the order of the twins; undefined where there was no answer. */
  readonly run: (group: Group, subjects: readonly Subject[]) => Promise<readonly (boolean | undefined)[]>;
}
