import type { HeapView } from "../heap-view.ts";

/** The bytes freed with these nodes: those of a node that another one dominates count once. */
export function retainedBytesOf({ dominator, retained }: HeapView, nodes: readonly number[]): number {
  const members = new Set(nodes);
  const isInside = new Map<number, boolean>([[0, false]]);
  const hasMemberAbove = (node: number): boolean => {
    const climbed: number[] = [];
    let at = dominator[node]!;
    while (!isInside.has(at) && !members.has(at)) {
      climbed.push(at);
      at = dominator[at]!;
    }
    const inside = members.has(at) || isInside.get(at) === true;
    for (const passed of climbed) isInside.set(passed, inside);
    return inside;
  };
  return nodes.reduce((sum, node) => (hasMemberAbove(node) ? sum : sum + retained[node]!), 0);
}
