import { type DominatorTree, findDominators } from "../heap/dominators.ts";
import { findEssentialEdges, type EdgeFilter } from "../heap/essential-edges.ts";
import type { HeapSnapshot } from "../heap/parse-snapshot.ts";
import { retainedSizes } from "../heap/retained-sizes.ts";
import { findRetainers, type Retainers } from "../heap/retainers.ts";
import { findShortestPaths, type ShortestPaths } from "../heap/shortest-paths.ts";
import { findBorn, findKeptBy } from "./groups/born.ts";
import { sortNodes, type NodeSorts } from "./node-sorts.ts";

/** A snapshot with all that is derived from it. */
export interface HeapView {
  readonly snapshot: HeapSnapshot;
  readonly essential: EdgeFilter;
  readonly retainers: Retainers;
  readonly paths: ShortestPaths;
  readonly dominator: Uint32Array;
  /** The bytes born after the mark that are freed with a node: the head of a list keeps its older elements too, but each call added one. */
  readonly retained: Uint32Array | Float64Array;
  readonly sorts: NodeSorts;
  /** 1 for what was born after the mark. */
  readonly born: Uint8Array;
  /** Whether what is not known to be born is known to be older. */
  readonly tellsAge: boolean;
  readonly nameOf: (node: number) => string;
  readonly typeOf: (node: number) => string;
  readonly edgeTypeOf: (edge: number) => string;
  /** The name of an edge, or its index as text. */
  readonly edgeNameOf: (edge: number) => string;
  /** The target of the first edge of this name, or -1. */
  readonly targetOf: (node: number, edgeName: string) => number;
}

/** Derives all that the traces need from a snapshot. */
export function viewHeap(snapshot: HeapSnapshot, lastIdBefore: number): HeapView {
  return deriveView(snapshot, true, (retainers) => findBorn(snapshot, retainers, lastIdBefore));
}

/** Derives the same where the ids tell no age, but some objects are known to be born in the calls: with them goes what only they keep. */
export function viewHeapWith(snapshot: HeapSnapshot, bornIds: ReadonlySet<number>): HeapView {
  return deriveView(snapshot, false, (_, tree) => findKeptBy(snapshot, tree, bornIds));
}

function deriveView(
  snapshot: HeapSnapshot,
  tellsAge: boolean,
  find: (retainers: Retainers, tree: DominatorTree) => Uint8Array,
): HeapView {
  const essential = findEssentialEdges(snapshot);
  const retainers = findRetainers(snapshot);
  const sorts = sortNodes(snapshot, retainers);
  const paths = findShortestPaths(snapshot, essential, sorts.engine);
  const tree = findDominators(snapshot, essential);
  const born = find(retainers, tree);
  const { strings, nodeName, nodeType, nodeTypes, edgeType, edgeTypes, edgeName, firstEdge, edgeTarget } = snapshot;

  const isNumbered = Uint8Array.from(edgeTypes, (type) => (type === "element" || type === "hidden" ? 1 : 0));
  const nameIndexes = new Map<string, number>();
  const nameIndex = (name: string): number => {
    let index = nameIndexes.get(name);
    if (index === undefined) nameIndexes.set(name, (index = strings.indexOf(name)));
    return index;
  };
  const edgeTypeOf = (edge: number): string => edgeTypes[edgeType[edge]!]!;
  const edgeNameOf = (edge: number): string =>
    isNumbered[edgeType[edge]!] === 1 ? String(edgeName[edge]) : strings.get(edgeName[edge]!);
  return {
    snapshot,
    essential,
    retainers,
    paths,
    dominator: tree.dominator,
    retained: retainedSizes(
      snapshot.shallowSize.map((bytes, node) => bytes * born[node]!),
      tree,
    ),
    sorts,
    born,
    tellsAge,
    nameOf: (node) => strings.get(nodeName[node]!),
    typeOf: (node) => nodeTypes[nodeType[node]!]!,
    edgeTypeOf,
    edgeNameOf,
    targetOf: (node, wanted) => {
      const name = nameIndex(wanted);
      const number = Number(wanted);
      for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
        if (edgeName[edge] === (isNumbered[edgeType[edge]!] === 1 ? number : name)) return edgeTarget[edge]!;
      }
      return -1;
    },
  };
}
