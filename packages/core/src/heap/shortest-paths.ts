import type { EdgeFilter } from "./essential-edges.ts";
import type { HeapSnapshot } from "./parse-snapshot.ts";

/** The shortest way to each node: the node before it, the edge taken, and the number of edges. Nodes out of reach have distance `UNREACHED`. */
export interface ShortestPaths {
  readonly parent: Uint32Array;
  readonly viaEdge: Uint32Array;
  readonly distance: Uint32Array;
}

export const UNREACHED = 0xffffffff;

/**
 * Finds the shortest path from the root to every node, layer after layer: what the global objects reach first,
 * then what the other roots reach, then what is reached only through nodes of `detours`, and the stack and open handles at last.
 * A path through a global variable is one that a reader can follow; one from the stack ends when the call returns.
 */
export function findShortestPaths(snapshot: HeapSnapshot, essential: EdgeFilter, detours?: Uint8Array): ShortestPaths {
  const { nodeCount, firstEdge, edgeTarget } = snapshot;
  const parent = new Uint32Array(nodeCount);
  const viaEdge = new Uint32Array(nodeCount);
  const distance = new Uint32Array(nodeCount).fill(UNREACHED);
  const queue = new Uint32Array(nodeCount);
  const postponed: number[] = [];
  let postpone = true;
  let tail = 0;
  let head = 0;

  const reach = (node: number, from: number, edge: number): void => {
    if (distance[node] !== UNREACHED) return;
    parent[node] = from;
    viaEdge[node] = edge;
    distance[node] = distance[from]! + 1;
    queue[tail++] = node;
  };
  const spread = (): void => {
    while (head < tail) {
      const node = queue[head++]!;
      if (postpone && detours?.[node] === 1) {
        postponed.push(node);
        continue;
      }
      for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
        if (essential[edge] === 0) continue;
        const target = edgeTarget[edge]!;
        if (distance[target] !== UNREACHED) continue;
        parent[target] = node;
        viaEdge[target] = edge;
        distance[target] = distance[node]! + 1;
        queue[tail++] = target;
      }
    }
  };

  distance[0] = 0;
  const [globals, others, last] = rootLayers(snapshot, essential);
  const spreadFrom = (edges: readonly RootEdge[]): void => {
    for (const { source, edge } of edges) {
      if (distance[source] === UNREACHED) {
        distance[source] = 1;
        parent[source] = 0;
      }
      reach(edgeTarget[edge]!, source, edge);
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
  return { parent, viaEdge, distance };
}

interface RootEdge {
  readonly source: number;
  readonly edge: number;
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
): [globals: RootEdge[], others: RootEdge[], last: RootEdge[]] {
  const { nodeTypes, nodeType, nodeName, strings, firstEdge, edgeTarget } = snapshot;
  const synthetic = nodeTypes.indexOf("synthetic");
  const globals: RootEdge[] = [];
  const others: RootEdge[] = [];
  const last: RootEdge[] = [];
  const seen = new Set<number>([0]);

  const collect = (source: number, into: RootEdge[]): void => {
    for (let edge = firstEdge[source]!, end = firstEdge[source + 1]!; edge < end; edge++) {
      const target = edgeTarget[edge]!;
      if (essential[edge] === 0) continue;
      if (nodeType[target] !== synthetic) (source === 0 ? globals : into).push({ source, edge });
      else if (!seen.has(target)) {
        seen.add(target);
        into.push({ source, edge });
        collect(target, LAST_ROOTS.has(strings.get(nodeName[target]!)) ? last : into);
      }
    }
  };
  collect(0, others);
  return [globals, others, last];
}
