import { leadsToFakeTimers } from "../fake-clock.ts";
import type { HeapView } from "../heap-view.ts";
import type { Owner } from "../leak.ts";
import { exportedVariable } from "./exported-variables.ts";
import { createListHeads, type Reference } from "./list-heads.ts";

/** Something that existed before the calls, and the way to it from a place that a reader knows. */
export interface Holder {
  /** From the anchor (a module, a function's variables, the global object, a root) down to the holder. */
  readonly nodes: readonly number[];
  /** `edges[i]` leads from `nodes[i]` to `nodes[i + 1]`. */
  readonly edges: readonly number[];
  readonly owner: Owner;
  /** Whether it holds the timers of a fake clock: those are the body's, whosever the clock is. */
  readonly isFakeClock: boolean;
  /** The last of the nodes that a reader knows of, and the edges from it to the last of all. */
  readonly from: number;
  readonly tail: readonly number[];
}

/** Whether what it holds is the runner's business, and not the body's. */
export function isRunners({ owner, isFakeClock }: Holder): boolean {
  return owner.kind === "runner" && !isFakeClock;
}

/** What a holder is told by: whose nodes are, and what belongs to a module. */
export interface HolderReader {
  readonly ownerOfNode: (node: number) => Owner | undefined;
  readonly isModule: (context: number) => boolean;
  readonly isModuleVariable: (edge: number) => boolean;
}

/** Finds who holds what existed before the calls; remembers what it found. */
export function createHolderFinder(view: HeapView, reader: HolderReader): (node: number) => Holder {
  const known = new Map<number, Holder>();
  const lists = createListHeads(view);
  const above = new Map<number, Reference>();
  // Ways meet: the few objects that thousands refer to are looked at once.
  const aboveOf = (node: number): Reference => {
    let up = above.get(node);
    if (up === undefined) above.set(node, (up = variableThatHolds(view, reader, node) ?? lists.headOf(node)));
    return up;
  };
  return (node) => {
    let holder = known.get(node);
    if (holder === undefined) known.set(node, (holder = findHolder(view, reader, node, aboveOf)));
    return holder;
  };
}

const LONGEST_CLIMB = 2000;

// Climbs towards the root until it meets a variable of the project or of a dependency; the shortest way is taken where none is near.
function findHolder(view: HeapView, reader: HolderReader, start: number, aboveOf: (node: number) => Reference): Holder {
  const { paths, snapshot, sorts } = view;
  // From the holder up to the anchor.
  const nodes = [start];
  const edges: number[] = [];
  const seen = new Set(nodes);

  for (let node = start; node !== 0 && nodes.length < LONGEST_CLIMB;) {
    if (sorts.context[node] === 1 && isKnownPlace(reader, node)) break;
    const exported = exportedVariable(view, node);
    if (exported !== undefined) {
      nodes.push(...exported.nodes.toReversed(), exported.context);
      edges.push(...exported.edges.toReversed());
      break;
    }
    const up = aboveOf(node);
    if (paths.reached[node] === 0 || seen.has(up.source) || up.source === 0) break;
    nodes.push(up.source);
    edges.push(up.edge);
    seen.add(up.source);
    if (
      isFeedback(view, up.edge) ||
      isAnchor(view, reader, up) ||
      snapshot.nodeTypes[snapshot.nodeType[up.source]!] === "synthetic"
    )
      break;
    node = up.source;
  }
  nodes.reverse();
  edges.reverse();
  const last = Math.max(
    0,
    nodes.findLastIndex((node) => sorts.visible[node] === 1 || sorts.context[node] === 1),
  );
  const isRoots = snapshot.nodeTypes[snapshot.nodeType[nodes[0]!]!] === "synthetic";
  return {
    nodes,
    edges,
    owner: edges.some((edge) => isFeedback(view, edge))
      ? { kind: "runtime" }
      : ownerOf(view, nodes, reader.ownerOfNode, isRoots ? "runtime" : "unknown"),
    isFakeClock: edges.some((edge) => leadsToFakeTimers(view, edge)),
    from: nodes[last]!,
    tail: edges.slice(last),
  };
}

function variableThatHolds(view: HeapView, reader: HolderReader, node: number): Reference | undefined {
  const { retainers, born, essential, paths } = view;
  const isReachedThrough = createReachedThrough(view, node);
  let modules: Reference | undefined;
  for (let at = retainers.first[node]!, end = retainers.first[node + 1]!; at < end; at++) {
    const source = retainers.sources[at]!;
    const edge = retainers.edges[at]!;
    const reference = { source, edge };
    const exported = born[source] === 1 ? undefined : exportedVariable(view, source);
    if (exported !== undefined && isKnownPlace(reader, exported.context) && !isReachedThrough(exported.context)) {
      if (reader.ownerOfNode(exported.context)?.kind === "own") return reference;
      modules ??= reference;
    }
    if (!isVariable(view, reference) || essential[edge] === 0 || born[source] === 1) continue;
    if (paths.reached[source] === 0 || !isAnchor(view, reader, reference) || isReachedThrough(source)) continue;
    if (reader.ownerOfNode(source)?.kind === "own") return reference;
    modules ??= reference;
  }
  return modules;
}

// A variable that a reader can find by itself: of the project, or of a module. How the variables of a function inside a dependency
// are reached has to be told.
function isAnchor(view: HeapView, reader: HolderReader, reference: Reference): boolean {
  if (!isVariable(view, reference) || !isKnownPlace(reader, reference.source)) return false;
  return reader.ownerOfNode(reference.source)?.kind === "own" || reader.isModuleVariable(reference.edge);
}

// The same of variables as a whole, where they are the holder.
function isKnownPlace({ ownerOfNode, isModule }: HolderReader, context: number): boolean {
  const kind = ownerOfNode(context)?.kind;
  return kind === "own" || (kind !== undefined && isModule(context));
}

// What earlier calls left behind refers to its holder as well: the callback of a leaked listener to the signal that keeps it.
function createReachedThrough({ dominator }: HeapView, holder: number): (node: number) => boolean {
  const known = new Map<number, boolean>([[0, holder === 0]]);
  return (node) => {
    const climbed: number[] = [];
    let at = node;
    while (at !== holder && !known.has(at)) {
      climbed.push(at);
      at = dominator[at]!;
    }
    const isThrough = at === holder || known.get(at) === true;
    for (const each of climbed) known.set(each, isThrough);
    return isThrough;
  };
}

// V8 names the variables of functions and modules, and numbers those of blocks.
function isVariable(view: HeapView, { source, edge }: Reference): boolean {
  const type = view.edgeTypeOf(edge);
  return view.sorts.context[source] === 1 && (type === "context" || type === "hidden");
}

// What V8 remembers for a function is its own doing, whosever the function is, and whoever holds that.
const isFeedback = (view: HeapView, edge: number): boolean => view.edgeNameOf(edge) === "feedback_cell";

// The nearest code decides. A class of the runtime (an EventEmitter, say) only does where there is nothing else; the class of a page's
// window or node unless the project itself keeps that.
function ownerOf(
  { sorts }: HeapView,
  nodes: readonly number[],
  ownerOfNode: HolderReader["ownerOfNode"],
  otherwise: "runtime" | "unknown",
): Owner {
  let fallback: Owner = { kind: otherwise };
  let page: Owner | undefined;
  for (const node of [...nodes].reverse()) {
    const owner = ownerOfNode(node);
    if (owner === undefined || owner.kind === "unknown") continue;
    if (sorts.otherSide.has(node)) page ??= owner;
    else if (owner.kind !== "runtime") return page === undefined || owner.kind === "own" ? owner : page;
    else fallback = owner;
  }
  return page ?? fallback;
}
