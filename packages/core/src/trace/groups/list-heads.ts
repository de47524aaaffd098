import type { HeapView } from "../heap-view.ts";

/** A reference to a node: where it starts, and its edge. */
export interface Reference {
  readonly source: number;
  readonly edge: number;
}

/** Passes over lists on the way to the root. */
export interface ListHeads {
  /** The reference that leads to a node on the shortest way; for an element of a list, the one from the first such element to the next. */
  readonly headOf: (node: number) => Reference;
}

/**
 * Creates what remembers where lists begin. The listeners of an EventTarget and the timers of Node stand in lists, ten thousand elements
 * long where they leak: no way to show, and none to walk again for each element.
 */
export function createListHeads({ paths, snapshot, sorts }: HeapView): ListHeads {
  const known = new Map<number, Reference>();
  const { nodeName, edgeName } = snapshot;
  const above = (node: number): Reference => ({ source: paths.parent[node]!, edge: paths.viaEdge[node]! });
  const isLink = (node: number, { source }: Reference): boolean =>
    sorts.visible[node] === 1 &&
    paths.parent[node] !== 0 &&
    nodeName[source] === nodeName[node] &&
    snapshot.nodeType[source] === snapshot.nodeType[node] &&
    paths.reached[source] === 1 &&
    paths.parent[source] !== 0 &&
    edgeName[paths.viaEdge[source]!] === edgeName[paths.viaEdge[node]!];
  return {
    headOf: (node) => {
      const passed: number[] = [];
      let at = node;
      let up = above(at);
      while (isLink(at, up)) {
        const found = known.get(at);
        if (found !== undefined) {
          up = found;
          break;
        }
        passed.push(at);
        at = up.source;
        up = above(at);
      }
      for (const each of passed) known.set(each, up);
      return up;
    },
  };
}
