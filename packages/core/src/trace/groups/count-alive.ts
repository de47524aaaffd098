import { LINKS_CLASS } from "../dom-internals.ts";
import type { HeapView } from "../heap-view.ts";
import type { Holder } from "./holders.ts";
import type { Group } from "./leak-groups.ts";

// So many are no accident.
const FEWEST_FOLLOWED = 8;

/**
 * Counts the objects, of whatever age, that are of a group's class and held in the same place.
 *
 * Tells a leak from a turnover: a bounded cache bears an entry in every call as well, but never holds more than its bound.
 * Follows the holder's own stores, and chains of objects of that class. Of members that hold others of their class by way of something else
 * (`{ parts: [{}, {}] }`) it follows the outer ones alone: there are as many of all as of these.
 */
export function countAlive(view: HeapView, classOf: (node: number) => string, { holder, members }: Group): number {
  const className = classOf(members[0]!);
  const start = startOf(holder, (node) => classOf(node) === className);
  const held = findHeld(view, classOf, { start, className, seen: new Set() });
  const ofGroup = new Set(members);
  const followed = held.filter((node) => ofGroup.has(node)).length;
  return followed < FEWEST_FOLLOWED ? held.length : Math.round((held.length * members.length) / followed);
}

/** Where to look, and for what. */
export interface Held {
  readonly start: number;
  readonly className: string;
  /** Tells by the edges from the start whether it holds an object in the way that is meant; all ways are if absent. */
  readonly isHeldSo?: (edges: readonly number[]) => boolean;
  /** What was found or passed already; what is now goes there too. */
  readonly seen: Set<number>;
}

/** Finds the objects of a class that one object holds, directly or in a chain of them. */
export function findHeld(
  view: HeapView,
  classOf: (node: number) => string,
  { start, className, isHeldSo, seen }: Held,
): number[] {
  const { snapshot, essential, sorts } = view;
  const { firstEdge, edgeTarget } = snapshot;
  // Told by the last edge: of a chain of thousands of reactions to a promise, each way from the start holds the one before it.
  const wayTo = new Map<number, Way>();
  const queue = [start];
  const found: number[] = [];
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at]!;
    const above = wayTo.get(node);
    const isBehindMember = node !== start && above === undefined;
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      const target = edgeTarget[edge]!;
      if (essential[edge] === 0 || sorts.engine[target] === 1 || target === start || seen.has(target)) continue;
      if (isOutward(view, node, edge)) continue;
      const isMember = sorts.visible[target] === 1 && classOf(target) === className;
      if (!isMember && (sorts.visible[target] === 1 || (node === start && sorts.context[target] === 1))) continue;
      // What a member holds in turn is of the chain, in whichever way.
      if (!isBehindMember) {
        const way = { above, edge };
        if (isMember && isHeldSo?.(edgesOf(way)) === false) continue;
        if (!isMember) wayTo.set(target, way);
      }
      const isKnown = seen.has(sorts.otherSide.get(target) ?? -1);
      seen.add(target);
      queue.push(target);
      if (isMember && !isKnown) found.push(target);
    }
  }
  return found;
}

/** Edges from the start to a node, the last one first. */
interface Way {
  readonly above: Way | undefined;
  readonly edge: number;
}

function edgesOf(way: Way): number[] {
  const edges: number[] = [];
  for (let at: Way | undefined = way; at !== undefined; at = at.above) edges.push(at.edge);
  return edges.reverse();
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
