import { numberDepthFirst, type HeapGraph } from "./depth-first.ts";
import type { EdgeFilter } from "./essential-edges.ts";
import { releaseMemory } from "./release-memory.ts";

/** The dominator of each node, and the nodes in an order where a dominator comes before what it dominates. The root dominates itself. */
export interface DominatorTree {
  readonly dominator: Uint32Array;
  readonly order: Uint32Array;
}

/**
 * Builds the dominator tree with SEMI-NCA (Georgiadis, "Linear-Time Algorithms for Dominators and Related Problems", 2005).
 * What holds what is told by `numberDepthFirst`.
 */
export function findDominators(graph: HeapGraph, edges: EdgeFilter): DominatorTree {
  const { order, number, parent, highest, first, next, sources, sealedEnd, spare } = numberDepthFirst(graph, edges);
  const { nodeCount } = graph;

  // From here on nodes are numbers. Columns change their meaning on the way, since memory is what a large heap lacks:
  // the highest ancestor becomes the semidominator, the parent the dominator, and the place of a node's sources its label:
  // the least semidominator between it and the root of its tree in the forest of those looked at.
  const semi = highest;
  const label = first;
  const ancestor = spare;
  ancestor.set(parent);
  const path = number;

  for (let v = nodeCount - 1; v > 0; v--) {
    let least = semi[v]!;
    const floor = v < sealedEnd ? 1 : 0;
    for (let at = first[v]!; at !== 0 && least > floor; at = next[at]!) {
      const source = sources[at]!;
      if (ancestor[source]! > v) compress(source, v, ancestor, label, path);
      if (label[source]! < least) least = label[source]!;
    }
    semi[v] = least;
    label[v] = least;
  }

  const idom = parent;
  for (let v = 1; v < nodeCount; v++) {
    let candidate = idom[v]!;
    while (candidate > semi[v]!) candidate = idom[candidate]!;
    idom[v] = candidate;
  }

  const dominator = number;
  for (let v = 0; v < nodeCount; v++) dominator[order[v]!] = order[idom[v]!]!;
  releaseMemory(parent, highest, first, next, sources, spare);
  return { dominator, order };
}

// Hangs all on the way from `source` up to the root of its tree, among the nodes after `v`, below what that root hangs from.
function compress(source: number, v: number, ancestor: Uint32Array, label: Uint32Array, path: Uint32Array): void {
  let depth = 0;
  let at = source;
  for (let above = ancestor[at]!; above > v; above = ancestor[at]!) {
    path[depth++] = at;
    at = above;
  }
  const below = ancestor[at]!;
  let least = label[at]!;
  while (depth > 0) {
    const node = path[--depth]!;
    if (label[node]! < least) least = label[node]!;
    else label[node] = least;
    ancestor[node] = below;
  }
}
