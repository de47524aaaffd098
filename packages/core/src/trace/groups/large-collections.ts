import type { HeapView } from "../heap-view.ts";

/** Finds the arrays, maps and sets whose store of entries takes at least so many bytes. */
export function largeCollections(view: HeapView, leastBytes: number): number[] {
  const { snapshot, retainers, born, sorts } = view;
  const { nodeCount, shallowSize } = snapshot;
  const found = new Set<number>();
  for (let store = 0; store < nodeCount; store++) {
    if (shallowSize[store]! < leastBytes || sorts.visible[store] === 1 || sorts.engine[store] === 1) continue;
    for (let at = retainers.first[store]!, end = retainers.first[store + 1]!; at < end; at++) {
      const owner = retainers.sources[at]!;
      if (born[owner] === 0 && STORES.has(view.edgeNameOf(retainers.edges[at]!))) found.add(owner);
    }
  }
  return [...found].filter((node) => view.typeOf(node) === "object");
}

// How an array refers to its elements, and a Map or Set to its entries.
const STORES = new Set(["elements", "table"]);
