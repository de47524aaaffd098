import type { HeapView } from "../heap-view.ts";
import type { LeakReader } from "../leak-reader.ts";
import { NAME_OF_PROPERTY } from "../words/references.ts";
import type { Holder } from "./holders.ts";
import type { Family } from "./leak-groups.ts";
import { createPlaces } from "./places.ts";

/**
 * Finds the properties with new names that objects from before the calls have got: `row[day] = count` leaves no object behind, but gives
 * the row a shape of its own, in which the name stands. Of objects that share their shape with others nothing is told.
 */
export function namesInShapes(view: HeapView, reader: LeakReader, holderOf: (node: number) => Holder): Family[] {
  const { snapshot, born, paths } = view;
  const placeOf = createPlaces(view, reader);
  const owners = objectsByShape(view);
  const byPlace = new Map<string, Named[]>();
  for (const [shape, object] of owners) {
    if (born[object] === 1 || born[shape] === 0 || paths.reached[object] === 0) continue;
    const names = namesIn(view, shape).filter(({ name }) => born[name] === 1);
    if (names.length === 0) continue;
    const holder = holderOf(object);
    // What the runtime and the runner keep follows their own needs.
    if (holder.owner.kind !== "own" && holder.owner.kind !== "dependency") continue;
    if (holder.nodes.some((node) => born[node] === 1)) continue;
    const place = placeOf(holder);
    const others = byPlace.get(place);
    if (others === undefined) byPlace.set(place, [{ holder, shape, names }]);
    else others.push({ holder, shape, names });
  }
  return [...byPlace.values()].map((named): Family => {
    const [{ holder, names }] = named as [Named, ...Named[]];
    const members = [...new Set(named.flatMap((each) => each.names.map(({ name }) => name)))];
    const shapes = named.map(({ shape }) => shape);
    return {
      culprit: {
        className: reader.classOf(members[0]!),
        parent: undefined,
        holder,
        via: names[0]!.via,
        reference: NAME_OF_PROPERTY,
        members,
        carriers: shapes,
        // The table of the names is made anew with each of them, and takes the place of an older one: what it grows by is an entry.
        shallowBytes: [...members, ...shapes].reduce(
          (sum, node) => sum + snapshot.shallowSize[node]!,
          ENTRY_BYTES * members.length,
        ),
      },
      below: [],
      heldByAll: namesInAllShapes(view, reader, holder, { holderOf, placeOf }),
    };
  });
}

/** Finds the names that stand in the shapes of all objects of a holder's sort, whether or not they got one in the calls. */
export function namesInAllShapes(
  view: HeapView,
  reader: LeakReader,
  holder: Holder,
  { holderOf, placeOf }: { readonly holderOf: (node: number) => Holder; readonly placeOf: (holder: Holder) => string },
): number[] {
  const holderClass = reader.classOf(holder.from);
  const place = placeOf(holder);
  const all = new Set<number>();
  for (const [shape, object] of objectsByShape(view)) {
    if (view.paths.reached[object] === 0 || reader.classOf(object) !== holderClass) continue;
    const found = namesIn(view, shape);
    if (found.length > 0 && placeOf(holderOf(object)) === place) for (const { name } of found) all.add(name);
  }
  return [...all];
}

// A name, what is known of the property, and its value where it is a constant.
const ENTRY_BYTES = 24;

interface Named {
  readonly holder: Holder;
  readonly shape: number;
  readonly names: readonly NameInShape[];
}

interface NameInShape {
  readonly name: number;
  readonly via: readonly number[];
}

// Shapes that one object alone has, and that object.
function objectsByShape({ snapshot, sorts, edgeNameOf, edgeTypeOf }: HeapView): Map<number, number> {
  const { nodeCount, firstEdge, edgeTarget } = snapshot;
  const only = new Map<number, number>();
  const shared = new Set<number>();
  for (let node = 0; node < nodeCount; node++) {
    if (sorts.visible[node] === 0) continue;
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      if (edgeTypeOf(edge) !== "internal" || edgeNameOf(edge) !== "map") continue;
      const shape = edgeTarget[edge]!;
      if (only.has(shape)) shared.add(shape);
      only.set(shape, node);
    }
  }
  for (const shape of shared) only.delete(shape);
  return only;
}

function namesIn(view: HeapView, shape: number): NameInShape[] {
  const { firstEdge, edgeTarget } = view.snapshot;
  const names: NameInShape[] = [];
  for (let edge = firstEdge[shape]!, end = firstEdge[shape + 1]!; edge < end; edge++) {
    if (view.edgeNameOf(edge) !== "descriptors") continue;
    const table = edgeTarget[edge]!;
    for (let entry = firstEdge[table]!, last = firstEdge[table + 1]!; entry < last; entry++) {
      const name = edgeTarget[entry]!;
      if (view.typeOf(name) === "string") names.push({ name, via: [edge, entry] });
    }
  }
  return names;
}
