import { LINKS_CLASS } from "../dom-internals.ts";
import type { HeapView } from "../heap-view.ts";
import type { Holder } from "./holders.ts";
import type { Group } from "./leak-groups.ts";

/**
 * Counts the objects, of whatever age, that are of a group's class and held in the same place.
 *
 * Tells a leak from a turnover: a bounded cache bears an entry in every call as well, but never holds more than its bound.
 * Follows the holder's own stores, and chains of objects of that class.
 */
export function countAlive(view: HeapView, classOf: (node: number) => string, { holder, members }: Group): number {
  const { snapshot, essential, sorts } = view;
  const { firstEdge, edgeTarget } = snapshot;
  const className = classOf(members[0]!);
  const start = startOf(holder, (node) => classOf(node) === className);
  const seen = new Set<number>([start]);
  const queue = [start];
  let count = 0;
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at]!;
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      const target = edgeTarget[edge]!;
      if (essential[edge] === 0 || sorts.engine[target] === 1 || seen.has(target)) continue;
      if (isOutward(view, node, edge)) continue;
      const isMember = sorts.visible[target] === 1 && classOf(target) === className;
      if (!isMember && (sorts.visible[target] === 1 || (node === start && sorts.context[target] === 1))) continue;
      const isKnown = seen.has(sorts.otherSide.get(target) ?? -1);
      seen.add(target);
      queue.push(target);
      if (isMember && !isKnown) count++;
    }
  }
  return count;
}

// An element of a list that holds the next one: what leads to the list leads to all of them.
function startOf({ nodes }: Holder, isMember: (node: number) => boolean): number {
  const last = nodes.at(-1)!;
  return nodes.length > 1 && isMember(last) ? nodes.at(-2)! : last;
}

// From a scope to the one around it, and so to everything else in the module; from a node of a page to its parent and to all others.
function isOutward(view: HeapView, source: number, edge: number): boolean {
  const name = view.edgeNameOf(edge);
  if (name === "previous" || name === "_ownerDocument") return true;
  return name === "parent" && view.nameOf(source) === LINKS_CLASS;
}
