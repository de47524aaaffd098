import type { HeapSnapshot } from "./parse-snapshot.ts";

/** The edges that point at each node: `edges` from `first[n]` to `first[n + 1]`, and where each edge starts. */
export interface Retainers {
  readonly first: Uint32Array;
  readonly edges: Uint32Array;
  readonly sources: Uint32Array;
}

/** Turns the edges round. */
export function findRetainers(snapshot: HeapSnapshot): Retainers {
  const { nodeCount, edgeCount, firstEdge, edgeTarget } = snapshot;
  const first = new Uint32Array(nodeCount + 1);
  for (let edge = 0; edge < edgeCount; edge++) first[edgeTarget[edge]! + 1]!++;
  for (let node = 0; node < nodeCount; node++) first[node + 1]! += first[node]!;

  const next = first.slice();
  const edges = new Uint32Array(edgeCount);
  const sources = new Uint32Array(edgeCount);
  for (let node = 0; node < nodeCount; node++) {
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      const at = next[edgeTarget[edge]!]!++;
      edges[at] = edge;
      sources[at] = node;
    }
  }
  return { first, edges, sources };
}
