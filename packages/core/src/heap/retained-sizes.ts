import type { DominatorTree } from "./dominators.ts";

/** The bytes freed with each node: its own and those of all it dominates. Of 32 bits, unless they are more than 4 GB in all. */
export function retainedSizes(
  shallowSize: Uint32Array | Float64Array,
  { order, dominator }: DominatorTree,
): Uint32Array | Float64Array {
  let all = 0;
  for (let node = 0; node < shallowSize.length; node++) all += shallowSize[node]!;
  const retained = all < 2 ** 32 ? new Uint32Array(shallowSize) : new Float64Array(shallowSize);
  for (let at = order.length - 1; at > 0; at--) {
    const node = order[at]!;
    retained[dominator[node]!]! += retained[node]!;
  }
  return retained;
}
