import type { HeapSnapshot } from "./parse-snapshot.ts";

/** The node that an edge starts from. */
export function sourceOfEdge(
  { firstEdge, nodeCount }: Pick<HeapSnapshot, "firstEdge" | "nodeCount">,
  edge: number,
): number {
  let low = 0;
  let high = nodeCount;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (firstEdge[middle]! <= edge) low = middle;
    else high = middle;
  }
  return low;
}
