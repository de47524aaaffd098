import type { HeapView } from "../heap-view.ts";
import { isChildReference } from "../words/dom-references.ts";
import { mergeFamilies } from "./keyed-families.ts";
import type { Family } from "./leak-groups.ts";

/**
 * Puts together what a list gains at both of its ends: elements that hold the next and the one before are reached from both, and fall
 * into two families. The timers of Node stand in such lists.
 */
export function mergeLinkedFamilies(
  view: HeapView,
  families: readonly Family[],
  classOf: (node: number) => string,
): Family[] {
  const alike = new Map<string, Family[]>();
  for (const family of families) {
    const { className, holder, reference } = family.culprit;
    if (!reference.startsWith("`.") && !isChildReference(reference)) continue;
    const key = `${holder.nodes[headOf(family, classOf)]} ${className}`;
    alike.set(key, [...(alike.get(key) ?? []), family]);
  }
  const lists = [...alike.values()].filter(
    (parts) =>
      parts.length > 1 &&
      parts.some((part) => headOf(part, classOf) < part.culprit.holder.nodes.length - 1) &&
      !areApart(view, parts, classOf),
  );
  const gone = new Set(lists.flat());
  return [...families.filter((family) => !gone.has(family)), ...lists.map(merge)];
}

// Where the list hangs: the last node before the elements that existed already.
function headOf({ culprit: { className, holder } }: Family, classOf: (node: number) => string): number {
  const element = holder.nodes.findIndex((node) => classOf(node) === className);
  return element <= 0 ? holder.nodes.length - 1 : element - 1;
}

const FEWEST_HOLDERS = 3;

// Plain objects that hold plain objects are no list by that alone: its head or its elements hold other elements by the same name.
function areApart(view: HeapView, parts: readonly Family[], classOf: (node: number) => string): boolean {
  const references = new Set(parts.map(({ culprit }) => culprit.reference));
  return (
    new Set(parts.map(({ culprit }) => culprit.holder.from)).size >= FEWEST_HOLDERS &&
    ![...references].some(isChildReference) &&
    parts.every(
      (part) =>
        headOf(part, classOf) < part.culprit.holder.nodes.length - 1 &&
        !part.culprit.holder.edges.some((edge) => references.has(`\`.${view.edgeNameOf(edge)}\``)),
    )
  );
}

function merge(parts: readonly Family[]): Family {
  const nearest = parts.toSorted((a, b) => a.culprit.holder.nodes.length - b.culprit.holder.nodes.length);
  return mergeFamilies(nearest, nearest[0]!.culprit.reference);
}
