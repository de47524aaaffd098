import type { ShortestPaths } from "../../src/heap/shortest-paths.ts";

/** Counts the edges of the shortest way to a node; undefined if it is out of reach. */
export function distanceTo({ parent, reached }: ShortestPaths, node: number): number | undefined {
  if (reached[node] === 0) return undefined;
  let distance = 0;
  for (let at = node; at !== 0; at = parent[at]!) distance++;
  return distance;
}
