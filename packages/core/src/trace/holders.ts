import { UNREACHED } from "../heap/shortest-paths.ts";
import type { HeapView } from "./heap-view.ts";
import type { Owner } from "./leak.ts";

/** Something that existed before the calls, and the way to it from a place that a reader knows. */
export interface Holder {
  /** From the anchor (a module, a function's variables, the global object, a root) down to the holder. */
  readonly nodes: readonly number[];
  /** `edges[i]` leads from `nodes[i]` to `nodes[i + 1]`. */
  readonly edges: readonly number[];
  readonly owner: Owner;
  /** The last of the nodes that a reader knows of, and the edges from it to the last of all. */
  readonly from: number;
  readonly tail: readonly number[];
}

export type OwnerOfNode = (node: number) => Owner | undefined;

/** Finds who holds what existed before the calls; remembers what it found. */
export function createHolderFinder(view: HeapView, ownerOfNode: OwnerOfNode): (node: number) => Holder {
  const known = new Map<number, Holder>();
  return (node) => {
    let holder = known.get(node);
    if (holder === undefined) known.set(node, (holder = findHolder(view, ownerOfNode, node)));
    return holder;
  };
}

const LONGEST_CLIMB = 200;

// Climbs towards the root until it meets a variable of the project or of a dependency; the shortest way is taken where none is near.
function findHolder(view: HeapView, ownerOfNode: OwnerOfNode, start: number): Holder {
  const { paths, snapshot, sorts } = view;
  const nodes = [start];
  const edges: number[] = [];
  const seen = new Set(nodes);

  for (let node = start; node !== 0 && nodes.length < LONGEST_CLIMB;) {
    if (sorts.context[node] === 1 && ownerOfNode(node) !== undefined) break;
    const up = variableThatHolds(view, ownerOfNode, node) ?? {
      source: paths.parent[node]!,
      edge: paths.viaEdge[node]!,
    };
    if (paths.distance[node] === UNREACHED || seen.has(up.source) || up.source === 0) break;
    nodes.unshift(up.source);
    edges.unshift(up.edge);
    seen.add(up.source);
    if (isVariable(view, up) || snapshot.nodeTypes[snapshot.nodeType[up.source]!] === "synthetic") break;
    node = up.source;
  }
  const last = Math.max(
    0,
    nodes.findLastIndex((node) => sorts.visible[node] === 1 || sorts.context[node] === 1),
  );
  return { nodes, edges, owner: ownerOf(nodes, ownerOfNode), from: nodes[last]!, tail: edges.slice(last) };
}

interface Reference {
  readonly source: number;
  readonly edge: number;
}

function variableThatHolds(view: HeapView, ownerOfNode: OwnerOfNode, node: number): Reference | undefined {
  const { retainers, born, essential, paths } = view;
  let dependency: Reference | undefined;
  for (let at = retainers.first[node]!, end = retainers.first[node + 1]!; at < end; at++) {
    const source = retainers.sources[at]!;
    const edge = retainers.edges[at]!;
    if (
      !isVariable(view, { source, edge }) ||
      essential[edge] === 0 ||
      born[source] === 1 ||
      paths.distance[source] === UNREACHED
    )
      continue;
    const kind = ownerOfNode(source)?.kind;
    if (kind === "own") return { source, edge };
    if (kind === "dependency") dependency ??= { source, edge };
  }
  return dependency;
}

// V8 names the variables of functions and modules, and numbers those of blocks.
function isVariable(view: HeapView, { source, edge }: Reference): boolean {
  const type = view.edgeTypeOf(edge);
  return view.sorts.context[source] === 1 && (type === "context" || type === "hidden");
}

// The nearest code decides. A class of the runtime (an EventEmitter, say) only does where there is nothing else.
function ownerOf(nodes: readonly number[], ownerOfNode: OwnerOfNode): Owner {
  let fallback: Owner = { kind: "unknown" };
  for (const node of [...nodes].reverse()) {
    const owner = ownerOfNode(node);
    if (owner === undefined || owner.kind === "unknown") continue;
    if (owner.kind !== "runtime") return owner;
    fallback = owner;
  }
  return fallback;
}
