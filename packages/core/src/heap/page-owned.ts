import type { EdgeFilter } from "./essential-edges.ts";
import type { HeapSnapshot } from "./parse-snapshot.ts";

/**
 * Finds what the global objects reach: 1 for those nodes.
 * DevTools counts such a node as held by what is reached in the same way only, so that a global object, not the engine, dominates what it holds.
 */
export function findPageOwned(snapshot: HeapSnapshot): Uint8Array {
  const { nodeCount, firstEdge, edgeTarget, edgeType, edgeTypes } = snapshot;
  const weak = edgeTypes.indexOf("weak");
  const shortcut = edgeTypes.indexOf("shortcut");
  const owned = new Uint8Array(nodeCount);
  const stack = new Uint32Array(nodeCount);
  let depth = 0;

  for (let edge = firstEdge[0]!, end = firstEdge[1]!; edge < end; edge++) {
    const target = edgeTarget[edge]!;
    if (edgeType[edge] !== shortcut || owned[target] === 1) continue;
    owned[target] = 1;
    stack[depth++] = target;
  }
  while (depth > 0) {
    const node = stack[--depth]!;
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      const target = edgeTarget[edge]!;
      if (edgeType[edge] === weak || owned[target] === 1) continue;
      owned[target] = 1;
      stack[depth++] = target;
    }
  }
  return owned;
}

/** Leaves out the edges by which a node that no global object reaches holds one that a global object reaches. */
export function withoutForeignEdges(snapshot: HeapSnapshot, essential: EdgeFilter): EdgeFilter {
  const { nodeCount, firstEdge, edgeTarget } = snapshot;
  const owned = findPageOwned(snapshot);
  const filtered = essential.slice();
  for (let node = 1; node < nodeCount; node++) {
    if (owned[node] === 1) continue;
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      if (owned[edgeTarget[edge]!] === 1) filtered[edge] = 0;
    }
  }
  return filtered;
}
