import type { DominatorTree } from "./dominators.ts";

/** The bytes freed with each node: its own and those of all it dominates. */
export function retainedSizes(shallowSize: Uint32Array | Float64Array, tree: DominatorTree): Float64Array {
  const retained = new Float64Array(shallowSize);
  for (let at = tree.order.length - 1; at > 0; at--) {
    const node = tree.order[at]!;
    retained[tree.dominator[node]!]! += retained[node]!;
  }
  return retained;
}
