import type { HeapView } from "../heap-view.ts";

/** Finds the async function that waits and will resolve a promise: it still holds the promise that it gave its caller. */
export function functionThatResolves(view: HeapView, promise: number): number | undefined {
  if (view.nameOf(promise) !== "Promise") return undefined;
  const { first, edges, sources } = view.retainers;
  for (let at = first[promise]!, end = first[promise + 1]!; at < end; at++) {
    const source = sources[at]!;
    if (view.edgeTypeOf(edges[at]!) === "hidden" && view.targetOf(source, "parameters_and_registers") >= 0)
      return source;
  }
  return undefined;
}
