import { IMPLEMENTATION, LINKS } from "../dom-internals.ts";
import type { HeapView } from "../heap-view.ts";

/** Names what jsdom divides into a wrapper and what implements it by the class that a program sees; tells nodes that are in no document. */
export function nameDomNode(view: HeapView, node: number): string {
  const other = view.sorts.otherSide.get(node)!;
  const isWrapper = view.targetOf(node, IMPLEMENTATION) === other;
  const [wrapper, implementation] = isWrapper ? [node, other] : [other, node];
  const name = view.nameOf(wrapper);
  return isDetached(view, implementation) ? `${name} (detached)` : name;
}

// An attribute belongs to its element, and has no place among the nodes.
const NO_NODES = new Set(["AttrImpl"]);
const HIGHEST_TREE = 10_000;

function isDetached(view: HeapView, implementation: number): boolean {
  if (view.targetOf(implementation, LINKS) < 0 || NO_NODES.has(view.nameOf(implementation))) return false;
  let at = implementation;
  for (let height = 0; height < HIGHEST_TREE; height++) {
    const above = parentOf(view, at);
    if (above < 0) break;
    at = above;
  }
  // What DOMParser makes is a document of its own, which no window shows.
  return view.nameOf(at) !== "DocumentImpl" || objectIn(view, at, "_defaultView") < 0;
}

// The parent of a shadow tree is its host.
function parentOf(view: HeapView, implementation: number): number {
  const links = view.targetOf(implementation, LINKS);
  const parent = links < 0 ? -1 : objectIn(view, links, "parent");
  return parent >= 0 ? parent : objectIn(view, implementation, "_host");
}

// `null` is a node of the snapshot as well.
function objectIn(view: HeapView, node: number, property: string): number {
  const target = view.targetOf(node, property);
  return target >= 0 && view.typeOf(target) === "object" ? target : -1;
}
