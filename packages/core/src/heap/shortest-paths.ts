import type { EdgeFilter } from "./essential-edges.ts";
import type { HeapSnapshot } from "./parse-snapshot.ts";
import { releaseMemory } from "./release-memory.ts";

/** The shortest way to each node: the node before it and the edge taken. */
export interface ShortestPaths {
  readonly parent: Uint32Array;
  readonly viaEdge: Uint32Array;
  /** 1 for what is in reach. */
  readonly reached: Uint8Array;
}

/**
 * Finds the shortest path from the root to every node, layer after layer: what the global objects reach first,
 * then what the other roots reach, then what is reached only through nodes of `detours`, and the stack and open handles at last.
 * A path through a global variable is one that a reader can follow; one from the stack ends when the call returns.
 */
export function findShortestPaths(snapshot: HeapSnapshot, essential: EdgeFilter, detours?: Uint8Array): ShortestPaths {
  const { nodeCount, firstEdge, edgeTarget } = snapshot;
  const parent = new Uint32Array(nodeCount);
  const viaEdge = new Uint32Array(nodeCount);
  // A byte per node, looked at for every edge, stays in the caches where wider columns do not.
  const reached = new Uint8Array(nodeCount);
  const queue = new Uint32Array(nodeCount);
  const postponed: number[] = [];
  let postpone = true;
  let tail = 0;
  let head = 0;

  const spread = (): void => {
    while (head < tail) {
      const node = queue[head++]!;
      if (postpone && detours?.[node] === 1) {
        postponed.push(node);
        continue;
      }
      for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
        const target = edgeTarget[edge]!;
        if (reached[target] === 1 || essential[edge] === 0) continue;
        reached[target] = 1;
        parent[target] = node;
        viaEdge[target] = edge;
        queue[tail++] = target;
      }
    }
  };

  reached[0] = 1;
  const [globals, others, last] = rootLayers(snapshot, essential);
  const spreadFrom = ({ sources, edges }: RootEdges): void => {
    for (const [at, edge] of edges.entries()) {
      const source = sources[at]!;
      const target = edgeTarget[edge]!;
      reached[source] = 1;
      if (reached[target] === 1) continue;
      reached[target] = 1;
      parent[target] = source;
      viaEdge[target] = edge;
      queue[tail++] = target;
    }
    spread();
  };
  spreadFrom(globals);
  spreadFrom(others);
  postpone = false;
  head -= postponed.length;
  queue.set(postponed, head);
  spread();
  spreadFrom(last);
  releaseMemory(queue);
  return { parent, viaEdge, reached };
}

interface RootEdges {
  readonly sources: number[];
  readonly edges: number[];
}

const LAST_ROOTS = new Set([
  "(Stack roots)",
  "(Handle scope)",
  "(Startup object cache)",
  "(Shareable object cache)",
  "(Internalized strings)",
  "(Read-only roots)",
]);

function rootLayers(
  snapshot: HeapSnapshot,
  essential: EdgeFilter,
): [globals: RootEdges, others: RootEdges, last: RootEdges] {
  const { nodeTypes, nodeType, nodeName, strings, firstEdge, edgeTarget } = snapshot;
  const synthetic = nodeTypes.indexOf("synthetic");
  const [globals, others, last] = [0, 1, 2].map((): RootEdges => ({ sources: [], edges: [] })) as [
    RootEdges,
    RootEdges,
    RootEdges,
  ];
  const seen = new Set<number>([0]);

  const add = ({ sources, edges }: RootEdges, source: number, edge: number): void => {
    sources.push(source);
    edges.push(edge);
  };
  const collect = (source: number, into: RootEdges): void => {
    for (let edge = firstEdge[source]!, end = firstEdge[source + 1]!; edge < end; edge++) {
      const target = edgeTarget[edge]!;
      if (essential[edge] === 0) continue;
      if (nodeType[target] !== synthetic) add(source === 0 ? globals : into, source, edge);
      else if (!seen.has(target)) {
        seen.add(target);
        add(into, source, edge);
        collect(target, LAST_ROOTS.has(strings.get(nodeName[target]!)) ? last : into);
      }
    }
  };
  collect(0, others);
  return [globals, others, last];
}
