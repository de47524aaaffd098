import type { HeapView } from "../heap-view.ts";
import type { Holder } from "./holders.ts";

/** Born objects of one class that are reached in the same way. */
export interface Group {
  className: string;
  /** The group that holds this one, or undefined if something that existed before the calls does. */
  readonly parent: Group | undefined;
  /** What existed before the calls and holds the members, directly or through `parent`. */
  readonly holder: Holder;
  /** The edges from the last visible object down to the first member: nodes and edges in between. */
  readonly via: readonly number[];
  readonly reference: string;
  readonly members: number[];
  /** What was born with the members only to hold them: jsdom's record of a listener. */
  readonly carriers: number[];
  /** Shallow bytes of the members and of what only carries them: elements, tables, contexts, backing stores. */
  shallowBytes: number;
}

/** A group that something from before the calls holds, and the groups that it holds in turn. */
export interface Family {
  readonly culprit: Group;
  readonly below: readonly Group[];
  /**
   * Where many objects of one sort hold the members, each a few: all objects of the culprit's class, of whatever age, that they hold in
   * that way. The culprit's holder is one of them then.
   */
  readonly heldByAll?: readonly number[];
  /** Where objects that were born as well hold the members, and are looked through: how many of them there are. */
  readonly containers?: number;
}

export interface Naming {
  /** A name for the class of a node. */
  readonly classOf: (node: number) => string;
  /** How the visible object at the start of these edges refers to the one at their end. */
  readonly referenceOf: (edges: readonly number[]) => string;
}

/** Edges from what existed before the calls to what was born in them, the ones to look at first come first. */
export interface SuspectEdge {
  readonly source: number;
  readonly edge: number;
  readonly holder: Holder;
}

/** Walks over the born objects from the suspect edges and groups them by class and way. */
export function groupBorn(view: HeapView, layers: readonly (readonly SuspectEdge[])[], naming: Naming): Family[] {
  const { snapshot, born, essential, sorts } = view;
  const { nodeCount, firstEdge, edgeTarget, shallowSize } = snapshot;
  const groupOf = new Map<number, Group>();
  const carriedBy = new Map<
    number,
    {
      readonly group: Group | undefined;
      readonly holder: Holder;
      readonly via: readonly number[];
      readonly carriers: readonly number[];
    }
  >();
  const taken = new Uint8Array(nodeCount);
  const byKey = new Map<string, Group>();
  const ids = new Map<Group, number>();
  const idOf = (group: Group): number => {
    let id = ids.get(group);
    if (id === undefined) ids.set(group, (id = ids.size));
    return id;
  };
  const groups: Group[] = [];
  const queue: number[] = [];

  const reach = (
    node: number,
    parent: Group | undefined,
    holder: Holder,
    via: readonly number[],
    carriers: readonly number[] = [],
  ): void => {
    taken[node] = 1;
    const known = groupOf.get(sorts.otherSide.get(node) ?? -1);
    if (sorts.visible[node] === 0 || known !== undefined) {
      const group = known ?? parent;
      carriedBy.set(node, {
        group,
        holder,
        via: known === undefined ? via : [],
        carriers: group === undefined && sorts.hidden.has(node) ? [...carriers, node] : carriers,
      });
      // A store that an object from before the calls made anew replaces an older one: it is no growth by itself.
      if (group !== undefined) group.shallowBytes += shallowSize[node]!;
      queue.push(node);
      return;
    }
    const className = naming.classOf(node);
    const reference = parent === undefined ? naming.referenceOf([...holder.tail, ...via]) : naming.referenceOf(via);
    const repeated = findRepeated(parent, className, reference);
    const key = `${parent === undefined ? holder.from : `g${idOf(parent)}`} ${className} ${reference}`;
    let group = repeated ?? byKey.get(key);
    if (group === undefined) {
      group = { className, parent, holder, via, reference, members: [], carriers: [], shallowBytes: 0 };
      byKey.set(key, group);
      groups.push(group);
    }
    group.members.push(node);
    group.carriers.push(...carriers);
    group.shallowBytes += [node, ...carriers].reduce((sum, each) => sum + shallowSize[each]!, 0);
    groupOf.set(node, group);
    queue.push(node);
  };

  for (const layer of layers) {
    for (const { edge, holder } of layer) {
      const target = edgeTarget[edge]!;
      if (taken[target] === 0) reach(target, undefined, holder, [edge]);
    }
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at]!;
      const carried = carriedBy.get(node);
      const group = carried === undefined ? groupOf.get(node)! : carried.group;
      const holder = carried === undefined ? group!.holder : carried.holder;
      const via = carried?.via ?? [];
      for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
        const target = edgeTarget[edge]!;
        if (essential[edge] === 0 || born[target] === 0 || taken[target] === 1 || sorts.engine[target] === 1) continue;
        reach(target, group, holder, [...via, edge], carried?.group === undefined ? carried?.carriers : []);
      }
    }
    queue.length = 0;
  }
  return familiesOf(groups);
}

// A group stands behind the one that holds it.
function familiesOf(groups: readonly Group[]): Family[] {
  const belowOf = new Map<Group, Group[]>();
  const families: Family[] = [];
  for (const group of groups) {
    const below = group.parent === undefined ? [] : belowOf.get(group.parent)!;
    belowOf.set(group, below);
    if (group.parent === undefined) families.push({ culprit: group, below });
    else below.push(group);
  }
  return families;
}

const LONGEST_PERIOD = 4;

// A list whose elements hold the next one, a string made of the one before: one group, not one for each element.
function findRepeated(parent: Group | undefined, className: string, reference: string): Group | undefined {
  let above = parent;
  for (let period = 0; above !== undefined && period < LONGEST_PERIOD; period++) {
    if (above.className === className && (above.reference === reference || period === 0)) return above;
    above = above.parent;
  }
  return undefined;
}
