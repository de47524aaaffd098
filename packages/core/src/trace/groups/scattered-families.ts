import type { Retainers } from "../../heap/retainers.ts";
import type { HeapView } from "../heap-view.ts";
import type { LeakReader } from "../leak-reader.ts";
import { NAME_OF_PROPERTY } from "../words/references.ts";
import { findHeld } from "./count-alive.ts";
import type { Holder } from "./holders.ts";
import { mergeFamilies } from "./keyed-families.ts";
import type { Family, Group } from "./leak-groups.ts";
import { namesInAllShapes } from "./names-in-shapes.ts";
import { createPlaces } from "./places.ts";

const FEWEST_HOLDERS = 3;

/** What tells holders apart, and families that are leaks by themselves. */
export interface Scattering {
  readonly holderOf: (node: number) => Holder;
  readonly isRegular: (group: Group) => boolean;
}

/**
 * Puts together what old objects of one sort hold, each a little: `slots[index++].reading = {}` fills another slot in every call, so that
 * no holder has more than one of all that was born. Objects are of one sort if they have the same class and the same variable leads to them.
 */
export function mergeScatteredFamilies(
  view: HeapView,
  reader: LeakReader,
  families: readonly Family[],
  { holderOf, isRegular }: Scattering,
): Family[] {
  const placeOf = createPlaces(view, reader);
  const alike = new Map<string, Family[]>();
  for (const family of families) {
    const { className, reference, holder } = family.culprit;
    // What the runtime and the runner keep follows their own needs.
    if (isRegular(family.culprit) || (holder.owner.kind !== "own" && holder.owner.kind !== "dependency")) continue;
    // Behind what the calls bore nothing is old, whatever its number says: the wrappers of the runtime's handles are numbered anew.
    if (holder.nodes.some((node) => view.born[node] === 1)) continue;
    const key = `${placeOf(holder)} ${reference} ${className}`;
    const others = alike.get(key);
    if (others === undefined) alike.set(key, [family]);
    else others.push(family);
  }
  const gone = new Set<Family>();
  const merged: Family[] = [];
  for (const parts of alike.values()) {
    if (parts.length < FEWEST_HOLDERS) continue;
    const family = mergeFamilies(parts, parts[0]!.culprit.reference);
    if (!isRegular(family.culprit)) continue;
    addStores(view, family.culprit, parts);
    for (const part of parts) gone.add(part);
    const { reference, holder } = family.culprit;
    // An object becomes a dictionary when it has many properties: others of its sort have theirs in their shapes still.
    const inShapes =
      reference === NAME_OF_PROPERTY ? namesInAllShapes(view, reader, holder, { holderOf, placeOf }) : [];
    const inStores = findInAll(view, reader, family.culprit, { holderOf, placeOf });
    merged.push({ ...family, heldByAll: [...new Set([...inStores, ...inShapes])] });
  }
  return [...families.filter((family) => !gone.has(family)), ...merged];
}

// A store that one holder made anew replaces an older one; that every holder makes one is growth.
function addStores(view: HeapView, culprit: Group, parts: readonly Family[]): void {
  const { born, retainers, snapshot, sorts } = view;
  const holders = new Set(parts.map((part) => part.culprit.holder.from));
  const stores = new Set<number>();
  for (const member of culprit.members) {
    for (const store of sourcesOf(retainers, member)) {
      const isStore = born[store] === 1 && sorts.visible[store] === 0 && sorts.context[store] === 0;
      if (isStore && sourcesOf(retainers, store).some((holder) => holders.has(holder))) stores.add(store);
    }
  }
  culprit.carriers.push(...stores);
  for (const store of stores) culprit.shallowBytes += snapshot.shallowSize[store]!;
}

const sourcesOf = ({ first, sources }: Retainers, node: number): number[] => [
  ...sources.subarray(first[node], first[node + 1]),
];

function edgesTo(
  { first, sources, edges }: Retainers,
  node: number,
): { readonly source: number; readonly edge: number }[] {
  const [start, end] = [first[node]!, first[node + 1]!];
  return Array.from({ length: end - start }, (_, index) => ({
    source: sources[start + index]!,
    edge: edges[start + index]!,
  }));
}

// What all holders of the sort hold in the same way, whether or not they got something in the marked calls.
function findInAll(
  view: HeapView,
  reader: LeakReader,
  culprit: Group,
  { holderOf, placeOf }: Pick<Scattering, "holderOf"> & { readonly placeOf: (holder: Holder) => string },
): number[] {
  const { nodeCount } = view.snapshot;
  const { visible, context } = view.sorts;
  const className = reader.classOf(culprit.members[0]!);
  const holderClass = reader.classOf(culprit.holder.from);
  const place = placeOf(culprit.holder);
  const isHeldSo = (edges: readonly number[]): boolean => reader.referenceOf(edges) === culprit.reference;
  const isHeldLikeThem = (node: number): boolean =>
    edgesTo(view.retainers, node).some(({ source, edge }) => isHeldSo([...holderOf(source).tail, edge]));
  const seen = new Set<number>();
  const found: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    if ((visible[node] === 0 && context[node] === 0) || view.paths.reached[node] === 0) continue;
    if (reader.classOf(node) !== holderClass) continue;
    const held = findHeld(view, reader.classOf, { start: node, className, isHeldSo, seen });
    // The first link of a chain is what the calls left behind as well, though it is taken for the holder of the others.
    const isLink = holderClass === className && !seen.has(node) && isHeldLikeThem(node);
    if ((held.length === 0 && !isLink) || placeOf(holderOf(node)) !== place) continue;
    // Spread, so many arguments would overflow the stack.
    for (const each of held) found.push(each);
    if (!isLink) continue;
    seen.add(node);
    found.push(node);
  }
  return found;
}
