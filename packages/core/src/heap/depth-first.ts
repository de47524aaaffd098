import type { EdgeFilter } from "./essential-edges.ts";
import type { HeapSnapshot } from "./parse-snapshot.ts";
import { sourceOfEdge } from "./source-of-edge.ts";

/** The part of a snapshot that dominators depend on. */
export type HeapGraph = Pick<HeapSnapshot, "nodeCount" | "firstEdge" | "edgeType" | "edgeTypes" | "edgeTarget">;

/**
 * The nodes numbered in the order in which a depth-first walk meets them, the root first.
 * The other columns speak of numbers, so that what is near in the heap is near in memory.
 */
export interface DepthFirst {
  /** The node of each number. */
  readonly order: Uint32Array;
  /** The number of each node. */
  readonly number: Uint32Array;
  readonly parent: Uint32Array;
  /** The highest ancestor that has an edge to the node. */
  readonly highest: Uint32Array;
  /** The later numbers that have an edge to `v`, from the last on: `sources[first[v]]` to just before `sources[first[v + 1]]`. */
  readonly first: Uint32Array;
  readonly sources: Uint32Array;
  /** From 2 up to this number no node can be reached but through number 1. */
  readonly sealedEnd: number;
  /** Memory that the walk is done with, one entry per node. */
  readonly spare: Uint32Array;
}

const UNSEEN = 0xffffffff;
const NONE = -1;

/**
 * Walks over the edges of the filter, and follows DevTools in what holds what:
 *
 * - What a global object reaches ("page-owned") counts as held by what is reached in the same way only, so that a global object,
 *   not the engine, dominates what it holds.
 * - What no edge leads to counts as held by the root, so that no byte is lost.
 */
export function numberDepthFirst(graph: HeapGraph, edges: EdgeFilter): DepthFirst {
  const { nodeCount, firstEdge, edgeType, edgeTypes, edgeTarget } = graph;
  const shortcut = edgeTypes.indexOf("shortcut");
  const weak = edgeTypes.indexOf("weak");
  const order = new Uint32Array(nodeCount);
  const number = new Uint32Array(nodeCount).fill(UNSEEN);
  const parent = new Uint32Array(nodeCount);
  const highest = new Uint32Array(nodeCount);
  // How many later numbers have an edge to each, until those are known.
  const first = new Uint32Array(nodeCount + 1);
  const nextEdge = firstEdge.slice(0, nodeCount);
  const owned = new Uint8Array(nodeCount);
  let isOwnedKnown = false;
  let sealedEnd = 0;
  let count = 1;
  number[0] = 0;

  const walk = (start: number): void => {
    const top = count;
    let node = start;
    let at = count++;
    number[start] = at;
    order[at] = start;
    for (;;) {
      const isForeign = isOwnedKnown && owned[node] === 0;
      const end = firstEdge[node + 1]!;
      let edge = nextEdge[node]!;
      let child = NONE;
      while (edge < end) {
        const target = edgeTarget[edge]!;
        if (edges[edge++] === 0 || (isForeign && owned[target] === 1)) continue;
        const seen = number[target]!;
        if (seen === UNSEEN) {
          child = target;
          break;
        }
        if (seen < at) {
          first[seen]!++;
          if (seen < sealedEnd && seen > 1 && at >= sealedEnd) sealedEnd = 0;
        } else if (at < highest[seen]!) highest[seen] = at;
      }
      nextEdge[node] = edge;
      if (child !== NONE) {
        parent[count] = highest[count] = at;
        node = child;
        at = count++;
        number[node] = at;
        order[at] = node;
      } else {
        if (at === top) return;
        at = parent[at]!;
        node = order[at]!;
      }
    }
  };

  const walkFromRoot = (toGlobals: boolean): void => {
    for (let edge = firstEdge[0]!, end = firstEdge[1]!; edge < end; edge++) {
      if (edges[edge] === 0 || (edgeType[edge] === shortcut) !== toGlobals) continue;
      const seen = number[edgeTarget[edge]!]!;
      if (seen === UNSEEN) {
        walk(edgeTarget[edge]!);
        if (toGlobals && sealedEnd === 0 && number[edgeTarget[edge]!] === 1) sealedEnd = count;
      } else {
        highest[seen] = 0;
        if (seen > 1 && seen < sealedEnd) sealedEnd = 0;
      }
    }
  };

  // Edges that keep nothing alive, of shortcuts and of the tables of WeakMaps, make their target page-owned nevertheless.
  const findOwned = (): void => {
    for (let node = 1; node < nodeCount; node++) if (number[node] !== UNSEEN) owned[node] = 1;
    const besides: number[] = [];
    const own = (edge: number): void => {
      const target = edgeTarget[edge]!;
      if (edgeType[edge] === weak || owned[target] === 1) return;
      owned[target] = 1;
      besides.push(target);
    };
    for (let edge = 0, end = firstEdge[nodeCount]!; edge < end; edge++) {
      if (edges[edge] === 0 && edgeType[edge] !== weak && owned[sourceOfEdge(graph, edge)] === 1) own(edge);
    }
    for (const node of besides)
      for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) own(edge);
  };

  // Those that others hold come later, when only a circle holds them.
  const walkFromOrphans = (): void => {
    const orphans: number[] = [];
    for (let node = 1; node < nodeCount; node++) if (number[node] === UNSEEN) orphans.push(node);
    const held = new Set<number>();
    for (const node of orphans) {
      for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
        const target = edgeTarget[edge]!;
        if (edges[edge] === 1 && target !== node && owned[node]! >= owned[target]!) held.add(target);
      }
    }
    for (const node of orphans) if (number[node] === UNSEEN && !held.has(node)) walk(node);
    for (const node of orphans) if (number[node] === UNSEEN) walk(node);
  };

  const findSources = (): Uint32Array => {
    let total = 0;
    for (let at = 0; at <= nodeCount; at++) first[at] = total += first[at]!;
    const sources = new Uint32Array(total);
    for (let at = 1; at < nodeCount; at++) {
      const node = order[at]!;
      const isForeign = owned[node] === 0;
      for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
        const target = edgeTarget[edge]!;
        if (edges[edge] === 0 || (isForeign && owned[target] === 1)) continue;
        const seen = number[target]!;
        if (seen < at) sources[--first[seen]!] = at;
      }
    }
    return sources;
  };

  walkFromRoot(true);
  findOwned();
  isOwnedKnown = true;
  walkFromRoot(false);
  if (count < nodeCount) walkFromOrphans();
  return { order, number, parent, highest, first, sources: findSources(), sealedEnd, spare: nextEdge };
}
