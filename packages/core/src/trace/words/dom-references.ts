import { sourceOfEdge } from "../../heap/source-of-edge.ts";
import { ELEMENTS_BY_ID, LINKS, LINKS_CLASS, LISTENERS } from "../dom-internals.ts";
import type { HeapView } from "../heap-view.ts";

const CHILD = "child node";
const SIBLING = "sibling node";
const LINK_WORDS: Readonly<Record<string, string>> = {
  firstChild: CHILD,
  lastChild: CHILD,
  nextSibling: SIBLING,
  previousSibling: SIBLING,
  parent: "parent node",
};

/** Whether a reference leads to a node from its parent or from another child of that. */
export function isChildReference(reference: string): boolean {
  return reference === CHILD || reference === SIBLING;
}

/** Says how a window or node of jsdom refers to what these edges lead to; undefined where they do not pass through jsdom's internals. */
export function describeDomReference(view: HeapView, edges: readonly number[]): string | undefined {
  const { sorts, snapshot } = view;
  if (sorts.otherSide.size === 0) return undefined;
  for (const [at, edge] of edges.entries()) {
    const next = edges[at + 1];
    if (next === undefined || view.edgeTypeOf(edge) !== "property") continue;
    if (!sorts.otherSide.has(sourceOfEdge(snapshot, edge))) continue;
    switch (view.edgeNameOf(edge)) {
      case LISTENERS:
        return `event listener for ${JSON.stringify(view.edgeNameOf(next))}`;
      case ELEMENTS_BY_ID:
        return `element ${JSON.stringify(`#${view.edgeNameOf(next)}`)}`;
      case LINKS:
        return view.nameOf(snapshot.edgeTarget[edge]!) === LINKS_CLASS ? LINK_WORDS[view.edgeNameOf(next)] : undefined;
      default:
    }
  }
  return undefined;
}
