import { countAlike } from "./groups/count-alike.ts";
import { countAlive } from "./groups/count-alive.ts";
import { isRunners } from "./groups/holders.ts";
import type { Family, Group } from "./groups/leak-groups.ts";
import { retainedBytesOf } from "./groups/retained-bytes.ts";
import type { HeapView } from "./heap-view.ts";
import type { LeakReader } from "./leak-reader.ts";
import { describeHolder, traceTo } from "./leak-trace.ts";
import type { Leak, SourcePosition, Victim } from "./leak.ts";
import { findKnown } from "./words/known-leaks.ts";
import { nameLeak } from "./words/name-leak.ts";
import { nameRunnerHeld } from "./words/runner-held.ts";

/** Where the members of a group were created. */
export interface Creation {
  /** The function of the project. */
  readonly at: SourcePosition;
  /** The function of a dependency that the project's function called. */
  readonly by?: SourcePosition | undefined;
}

export type Creations = ReadonlyMap<Group, Creation>;

/** Tells all that is known of a culprit and of what is below it. */
export function describeLeak(
  view: HeapView,
  reader: LeakReader,
  creations: Creations,
  { culprit, below, heldByAll, containers }: Family,
  calls: number,
): Leak {
  const { members, carriers, className, shallowBytes, holder } = culprit;
  const told = traceTo(view, reader, culprit, below, calls);
  const { at: allocatedAt, by: allocatedBy } = creations.get(culprit) ?? {};
  const named = nameLeak(reader, told, {
    className,
    count: members.length,
    perCall: members.length / calls,
    isScattered: heldByAll !== undefined,
    owner: holder.owner,
    kept: below.map((group) => group.className),
    allocatedAt,
    allocatedBy,
  });
  const known = findKnown(named, process.versions.node);
  // Those that fill the places of others leave no more of their sort behind, whatever else of their class there is.
  const alike = heldByAll?.length ?? countAlike(view, culprit);
  const phrase = (isRunners(holder) ? nameRunnerHeld(holder.owner, told.trace) : undefined) ?? describeHolder(named);
  return {
    className,
    count: members.length,
    perCall: members.length / calls,
    alive: heldByAll?.length ?? countAlive(view, reader.classOf, culprit),
    ...(alike === undefined ? {} : { alike }),
    ...(containers === undefined ? {} : { containersPerCall: containers / calls }),
    shallowBytesPerCall: shallowBytes / calls,
    retainedBytesPerCall: retainedBytesOf(view, [...members, ...carriers, ...keysAmong(culprit, below)]) / calls,
    owner: holder.owner,
    ...named,
    ...(known === undefined ? {} : { known }),
    ...(phrase === undefined ? {} : { holder: phrase }),
    ...(allocatedAt === undefined ? {} : { allocatedAt }),
    ...(allocatedBy === undefined ? {} : { allocatedBy }),
    victims: describeVictims(below, calls),
  };
}

// The keys of map entries lie below the values, although the map holds them.
const keysAmong = (culprit: Group, below: readonly Group[]): number[] =>
  below.filter(({ parent }) => parent === undefined).flatMap((group) => (group === culprit ? [] : group.members));

const MOST_VICTIMS = 12;

function describeVictims(below: readonly Group[], calls: number): Victim[] {
  const byClass = new Map<string, { count: number; bytes: number }>();
  for (const { className, members, shallowBytes } of below) {
    const known = byClass.get(className) ?? { count: 0, bytes: 0 };
    byClass.set(className, { count: known.count + members.length, bytes: known.bytes + shallowBytes });
  }
  return [...byClass]
    .map(([className, { count, bytes }]) => ({ className, perCall: count / calls, shallowBytesPerCall: bytes / calls }))
    .sort((a, b) => b.shallowBytesPerCall - a.shallowBytesPerCall)
    .slice(0, MOST_VICTIMS);
}
