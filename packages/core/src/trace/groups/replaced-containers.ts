import { sourceOfEdge } from "../../heap/source-of-edge.ts";
import type { HeapView } from "../heap-view.ts";
import type { Holder } from "./holders.ts";
import type { Family, Group } from "./leak-groups.ts";

/**
 * Looks through what was made anew and stands for something older: `list = [...list, item]` bears an array in every call of which one
 * is alive, and the items in it are what piles up. Gives the families that such a container holds.
 */
export function throughReplaced(
  view: HeapView,
  families: readonly Family[],
  isRegular: (group: Group) => boolean,
): Family[] {
  // What the runtime and the runner make anew follows their own needs.
  const isUsers = ({ culprit: { holder } }: Family): boolean =>
    holder.owner.kind === "own" || holder.owner.kind === "dependency";
  return families
    .filter((family) => isUsers(family) && !isRegular(family.culprit) && !isBehindBorn(view, family))
    .flatMap((family) => insideOf(view, family, isRegular));
}

// What an addon or the runtime reports has no age: a holder of that sort, reached through what was born, was born too.
function isBehindBorn({ born }: HeapView, { culprit: { holder } }: Family): boolean {
  return holder.nodes.some((node) => born[node] === 1);
}

function insideOf(view: HeapView, { culprit, below }: Family, isRegular: (group: Group) => boolean): Family[] {
  const containers = new Map<Group, Holder>([[culprit, continued(view, culprit.holder, culprit)]]);
  const found: Family[] = [];
  // Groups stand below the one that holds them: a container comes before what is in it.
  for (const group of below) {
    const holder = group.parent === undefined ? undefined : containers.get(group.parent);
    if (holder === undefined) continue;
    if (isRegular(group)) {
      const inside = { ...group, holder: endingAt(view, holder, group) };
      found.push({ culprit: inside, below: descendants(below, group, inside) });
    } else containers.set(group, continued(view, holder, group));
  }
  return found;
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
