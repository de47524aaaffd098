import { sourceOfEdge } from "../../heap/source-of-edge.ts";
import type { HeapView } from "../heap-view.ts";
import { findHeld } from "./count-alive.ts";
import type { Holder } from "./holders.ts";
import type { Family, Group, Naming } from "./leak-groups.ts";

/**
 * Looks through what was made anew and stands for something older: `list = [...list, item]` bears an array in every call of which one
 * is alive, and the items in it are what piles up. Gives the families that such a container holds.
 */
export function throughReplaced(
  view: HeapView,
  naming: Naming,
  families: readonly Family[],
  { isRegular, isTurnedOver }: Replacing,
): Family[] {
  // What the runtime and the runner make anew follows their own needs.
  const isUsers = ({ culprit: { holder } }: Family): boolean =>
    holder.owner.kind === "own" || holder.owner.kind === "dependency";
  return families
    .filter((family) => isUsers(family) && !isBehindBorn(view, family))
    .filter((family) => !isRegular(family.culprit) || isTurnedOver(family))
    .flatMap((family) => insideOf(view, naming, family, isRegular));
}

/** What tells containers that are made anew from what piles up. */
export interface Replacing {
  readonly isRegular: (group: Group) => boolean;
  /** Whether what many holders have got of it took the place of older ones. */
  readonly isTurnedOver: (family: Family) => boolean;
}

// What an addon or the runtime reports has no age: a holder of that sort, reached through what was born, was born too.
function isBehindBorn({ born }: HeapView, { culprit: { holder } }: Family): boolean {
  return holder.nodes.some((node) => born[node] === 1);
}

function insideOf(
  view: HeapView,
  naming: Naming,
  { culprit, below, heldByAll }: Family,
  isRegular: Replacing["isRegular"],
): Family[] {
  const containers = new Map<Group, Holder>([[culprit, continued(view, culprit.holder, culprit)]]);
  const all = new Map<Group | undefined, readonly number[] | undefined>([[culprit, heldByAll]]);
  const found: Family[] = [];
  // Groups stand below the one that holds them: a container comes before what is in it.
  for (const group of below) {
    const { parent } = group;
    const holder = parent === undefined ? undefined : containers.get(parent);
    if (parent === undefined || holder === undefined) continue;
    const inAll = heldIn(view, naming, all.get(parent), group);
    all.set(group, inAll);
    if (isRegular(group)) {
      const inside = { ...group, holder: endingAt(view, holder, group) };
      found.push({
        culprit: inside,
        below: descendants(below, group, inside),
        containers: parent.members.length,
        ...(inAll === undefined ? {} : { heldByAll: inAll }),
      });
    } else containers.set(group, continued(view, holder, group));
  }
  return found;
}

// What containers that stand in many places hold, all together.
function heldIn(
  view: HeapView,
  { classOf, referenceOf }: Naming,
  containers: readonly number[] | undefined,
  { members, reference }: Group,
): number[] | undefined {
  const className = classOf(members[0]!);
  const seen = new Set<number>();
  const isHeldSo = (edges: readonly number[]): boolean => referenceOf(edges) === reference;
  return containers?.flatMap((start) => findHeld(view, classOf, { start, className, isHeldSo, seen }));
}

// The holder of what a container holds: the way to the container, and the container itself.
function continued(view: HeapView, holder: Holder, { via, members }: Group): Holder {
  const nodes = [...holder.nodes, ...via.map((edge) => view.snapshot.edgeTarget[edge]!)];
  return { ...holder, nodes, edges: [...holder.edges, ...via], from: members[0]!, tail: [] };
}

// Of several containers alike, the one that holds the first of the group.
function endingAt(view: HeapView, holder: Holder, { via }: Group): Holder {
  const container = via[0] === undefined ? holder.from : sourceOfEdge(view.snapshot, via[0]);
  return { ...holder, nodes: [...holder.nodes.slice(0, -1), container], from: container };
}

function descendants(below: readonly Group[], top: Group, renamed: Group): Group[] {
  const copies = new Map<Group, Group>([[top, renamed]]);
  for (const group of below) {
    const parent = group.parent === undefined ? undefined : copies.get(group.parent);
    if (parent !== undefined) copies.set(group, { ...group, parent });
  }
  copies.delete(top);
  return [...copies.values()];
}
