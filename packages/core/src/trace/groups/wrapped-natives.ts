import type { HeapView } from "../heap-view.ts";
import type { LeakReader } from "../leak-reader.ts";
import type { Holder } from "./holders.ts";
import type { Family } from "./leak-groups.ts";
import { createPlaces } from "./places.ts";

/**
 * Finds the objects that a snapshot shows as one with their native side, a `vm.Script` for one: by their type they are native memory, which
 * has no age, but they have a shape as objects of V8's heap have, and so their ids tell it.
 *
 * @param lastIdBefore - objects with a larger id were born in the calls
 */
export function wrappedNatives(
  view: HeapView,
  reader: LeakReader,
  { holderOf, lastIdBefore }: { readonly holderOf: (node: number) => Holder; readonly lastIdBefore: number },
): Family[] {
  const { snapshot } = view;
  const placeOf = createPlaces(view, reader);
  const byPlace = new Map<
    string,
    { readonly reference: Reference; readonly members: number[]; readonly all: number[] }
  >();
  for (let node = 0; node < snapshot.nodeCount; node++) {
    if (view.typeOf(node) !== "native" || view.targetOf(node, "map") < 0) continue;
    const reference = heldBy(view, node, holderOf);
    if (reference === undefined) continue;
    const key = `${placeOf(reference.holder)} ${view.nameOf(node)}`;
    const found = byPlace.get(key) ?? { reference, members: [], all: [] };
    byPlace.set(key, found);
    found.all.push(node);
    const id = snapshot.nodeId[node]!;
    if (id > lastIdBefore && id % 2 === 1) found.members.push(node);
  }
  return [...byPlace.values()]
    .filter(({ members }) => members.length > 0)
    .map(({ reference: { holder, edge }, members, all }): Family => ({
      culprit: {
        className: view.nameOf(members[0]!).replace(/^Node \/ /, ""),
        parent: undefined,
        holder,
        via: [edge],
        reference: reader.referenceOf([...holder.tail, edge]),
        members,
        carriers: [],
        shallowBytes: members.reduce((sum, node) => sum + snapshot.shallowSize[node]!, 0),
      },
      below: [],
      heldByAll: all,
    }));
}

interface Reference {
  readonly holder: Holder;
  readonly edge: number;
}

function heldBy(view: HeapView, node: number, holderOf: (node: number) => Holder): Reference | undefined {
  const { retainers, born, essential, paths, sorts } = view;
  for (let at = retainers.first[node]!, end = retainers.first[node + 1]!; at < end; at++) {
    const source = retainers.sources[at]!;
    const edge = retainers.edges[at]!;
    if (source === node || born[source] === 1 || essential[edge] === 0) continue;
    if (paths.reached[source] === 0 || sorts.engine[source] === 1) continue;
    const holder = holderOf(source);
    const isUsers = holder.owner.kind === "own" || holder.owner.kind === "dependency";
    if (isUsers && holder.nodes.every((each) => born[each] === 0 && each !== node)) return { holder, edge };
  }
  return undefined;
}
