import type { EdgeFilter } from "./essential-edges.ts";
import type { HeapSnapshot } from "./parse-snapshot.ts";
import { releaseMemory } from "./release-memory.ts";
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
  /** At least the semidominator: the highest ancestor that has an edge to the node, or a fork from which another branch leads to it. */
  readonly highest: Uint32Array;
  /** The later numbers that have an edge to `v`, from the last on: `sources[first[v]]`, `sources[next[first[v]]]`, and so on, until 0. */
  readonly first: Uint32Array;
  readonly next: Uint32Array;
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
  const { sealedEnd, ...columns } = walkHeap(graph, edges, true);
  if (sealedEnd > 0) return { sealedEnd, ...columns };
  releaseMemory(...Object.values(columns));
  return walkHeap(graph, edges, false);
}

/**
 * Most edges lead to few nodes, which nearly everything refers to. They need no look: an edge from below one child of a node to below another
 * makes that node the semidominator of its target, or one above it. This is used for the children of the root and, as long as
 * nothing else reaches what is below number 1, for those of number 1. If that turns out wrong, `sealedEnd` is 0 and the rest worthless.
 */
function walkHeap(graph: HeapGraph, edges: EdgeFilter, mayBeSealed: boolean): DepthFirst {
  const { nodeCount, firstEdge, edgeType, edgeTypes, edgeTarget } = graph;
  const shortcut = edgeTypes.indexOf("shortcut");
  const weak = edgeTypes.indexOf("weak");
  const order = new Uint32Array(nodeCount);
  const number = new Uint32Array(nodeCount).fill(UNSEEN);
  const parent = new Uint32Array(nodeCount);
  const highest = new Uint32Array(nodeCount);
  const first = new Uint32Array(nodeCount);
  // Few of them are used, and pages that nobody writes to take no memory.
  const next = new Uint32Array(firstEdge[nodeCount]! + 1);
  const sources = new Uint32Array(firstEdge[nodeCount]! + 1);
  let sourceCount = 0;
  const nextEdge = firstEdge.slice(0, nodeCount);
  // What the global objects reach has the numbers up to here; `besides` is owned as well.
  let ownedEnd = UNSEEN;
  const besides = new Uint8Array(nodeCount);
  let sealedEnd = 0;
  let isBroken = false;
  let count = 1;
  number[0] = 0;

  const walk = (start: number): void => {
    const bottom = count;
    // Numbers below `branch` lie below another child of `fork`.
    const fork = mayBeSealed && bottom === 1 ? 1 : 0;
    let branch = bottom;
    let node = start;
    let at = count++;
    number[start] = at;
    order[at] = start;
    for (;;) {
      const isForeign = at >= ownedEnd && besides[node] === 0;
      const end = firstEdge[node + 1]!;
      let edge = nextEdge[node]!;
      let child = NONE;
      while (edge < end) {
        const target = edgeTarget[edge]!;
        if (edges[edge++] === 0) continue;
        const seen = number[target]!;
        if (isForeign && (seen < ownedEnd || besides[target] === 1)) continue;
        if (seen === UNSEEN) {
          child = target;
          break;
        }
        if (seen >= at) {
          if (at < highest[seen]!) highest[seen] = at;
        } else if (highest[seen]! > fork) {
          if (seen < branch) {
            highest[seen] = fork;
            if (seen < sealedEnd) isBroken = true;
          } else {
            sources[++sourceCount] = at;
            next[sourceCount] = first[seen]!;
            first[seen] = sourceCount;
          }
        }
      }
      nextEdge[node] = edge;
      if (child !== NONE) {
        if (at === fork) branch = count;
        parent[count] = highest[count] = at;
        node = child;
        at = count++;
        number[node] = at;
        order[at] = node;
      } else {
        if (at === bottom) return;
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
        if (toGlobals && mayBeSealed && sealedEnd === 0) sealedEnd = count;
      } else {
        highest[seen] = 0;
        if (seen > 1 && seen < sealedEnd) isBroken = true;
      }
    }
  };

  const isOwned = (node: number): boolean => (node > 0 && number[node]! < ownedEnd) || besides[node] === 1;

  // Edges that keep nothing alive, of shortcuts and of the tables of WeakMaps, make their target page-owned nevertheless.
  const findBesides = (): void => {
    const found: number[] = [];
    const own = (edge: number): void => {
      const target = edgeTarget[edge]!;
      if (edgeType[edge] === weak || isOwned(target)) return;
      besides[target] = 1;
      found.push(target);
    };
    for (let edge = edges.indexOf(0); edge >= 0; edge = edges.indexOf(0, edge + 1)) {
      if (edgeType[edge] !== weak && isOwned(sourceOfEdge(graph, edge))) own(edge);
    }
    for (const node of found)
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
        if (edges[edge] === 1 && target !== node && (isOwned(node) || !isOwned(target))) held.add(target);
      }
    }
    for (const node of orphans) if (number[node] === UNSEEN && !held.has(node)) walk(node);
    for (const node of orphans) if (number[node] === UNSEEN) walk(node);
  };

  walkFromRoot(true);
  ownedEnd = count;
  findBesides();
  if (!isBroken) walkFromRoot(false);
  if (!isBroken && count < nodeCount) walkFromOrphans();
  releaseMemory(besides);
  return { order, number, parent, highest, first, next, sources, sealedEnd: isBroken ? 0 : sealedEnd, spare: nextEdge };
}
