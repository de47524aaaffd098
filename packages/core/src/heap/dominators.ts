import type { EdgeFilter } from "./essential-edges.ts";
import type { HeapSnapshot } from "./parse-snapshot.ts";

/** The dominator of each node, and the nodes in an order where a dominator comes before what it dominates. The root dominates itself. */
export interface DominatorTree {
  readonly dominator: Uint32Array;
  readonly order: Uint32Array;
}

/**
 * Builds the dominator tree with SEMI-NCA (Georgiadis, "Linear-Time Algorithms for Dominators and Related Problems", 2005).
 * Nodes that no edge of the filter reaches count as held by the root, so that no byte is lost.
 */
export function findDominators(
  snapshot: Pick<HeapSnapshot, "nodeCount" | "firstEdge" | "edgeTarget">,
  edges: EdgeFilter,
): DominatorTree {
  const { order, number, parent } = numberDepthFirst(snapshot, edges);
  const { first, sources } = predecessors(snapshot, edges, number);
  const { nodeCount } = snapshot;

  // All arrays below are indexed by depth-first number. The root is number 0.
  const semi = new Uint32Array(nodeCount);
  const label = new Uint32Array(nodeCount);
  const ancestor = parent.slice();
  const idom = parent.slice();
  for (let v = 0; v < nodeCount; v++) label[v] = semi[v] = v;

  const path = new Uint32Array(nodeCount);
  const evaluate = (v: number, lastLinked: number): number => {
    if (v < lastLinked) return v;
    let depth = 0;
    let at = v;
    while (ancestor[at]! >= lastLinked) {
      path[depth++] = at;
      at = ancestor[at]!;
    }
    while (depth > 0) {
      const node = path[--depth]!;
      const above = ancestor[node]!;
      if (semi[label[above]!]! < semi[label[node]!]!) label[node] = label[above]!;
      ancestor[node] = ancestor[above]!;
    }
    return label[v]!;
  };

  for (let v = nodeCount - 1; v > 0; v--) {
    let best = parent[v]!;
    for (let at = first[v]!, end = first[v + 1]!; at < end; at++) {
      const candidate = semi[evaluate(sources[at]!, v + 1)]!;
      if (candidate < best) best = candidate;
    }
    semi[v] = best;
  }
  for (let v = 1; v < nodeCount; v++) {
    let candidate = idom[v]!;
    while (candidate > semi[v]!) candidate = idom[candidate]!;
    idom[v] = candidate;
  }

  const dominator = new Uint32Array(nodeCount);
  for (let v = 1; v < nodeCount; v++) dominator[order[v]!] = order[idom[v]!]!;
  return { dominator, order };
}

interface DepthFirst {
  readonly order: Uint32Array;
  readonly number: Uint32Array;
  readonly parent: Uint32Array;
}

function numberDepthFirst(
  snapshot: Pick<HeapSnapshot, "nodeCount" | "firstEdge" | "edgeTarget">,
  edges: EdgeFilter,
): DepthFirst {
  const { nodeCount, firstEdge, edgeTarget } = snapshot;
  const order = new Uint32Array(nodeCount);
  const number = new Uint32Array(nodeCount);
  const parent = new Uint32Array(nodeCount);
  const seen = new Uint8Array(nodeCount);
  const nextEdge = firstEdge.slice(0, nodeCount);
  const stack = new Uint32Array(nodeCount);
  let count = 0;

  const walk = (start: number): void => {
    let depth = 1;
    stack[0] = start;
    seen[start] = 1;
    number[start] = count;
    order[count++] = start;
    while (depth > 0) {
      const node = stack[depth - 1]!;
      const end = firstEdge[node + 1]!;
      let edge = nextEdge[node]!;
      let descended = false;
      while (edge < end) {
        const target = edgeTarget[edge]!;
        if (edges[edge++] === 0 || seen[target] === 1) continue;
        seen[target] = 1;
        parent[count] = number[node]!;
        number[target] = count;
        order[count++] = target;
        stack[depth++] = target;
        descended = true;
        break;
      }
      nextEdge[node] = edge;
      if (!descended) depth--;
    }
  };
  walk(0);
  for (let node = 1; node < nodeCount; node++) if (seen[node] === 0) walk(node);
  return { order, number, parent };
}

function predecessors(
  snapshot: Pick<HeapSnapshot, "nodeCount" | "firstEdge" | "edgeTarget">,
  edges: EdgeFilter,
  number: Uint32Array,
): { first: Uint32Array; sources: Uint32Array } {
  const { nodeCount, firstEdge, edgeTarget } = snapshot;
  const first = new Uint32Array(nodeCount + 1);
  const edgeCount = firstEdge[nodeCount]!;
  let kept = 0;
  for (let edge = 0; edge < edgeCount; edge++) {
    if (edges[edge] === 0) continue;
    first[number[edgeTarget[edge]!]! + 1]!++;
    kept++;
  }
  for (let v = 0; v < nodeCount; v++) first[v + 1]! += first[v]!;
  const next = first.slice();
  const sources = new Uint32Array(kept);
  for (let node = 0; node < nodeCount; node++) {
    const source = number[node]!;
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      if (edges[edge] === 0) continue;
      sources[next[number[edgeTarget[edge]!]!]!++] = source;
    }
  }
  return { first, sources };
}
