import type { HeapSnapshot } from "./parse-snapshot.ts";

/** Which edges keep their target alive: 1 for those that do. */
export type EdgeFilter = Uint8Array;

const EPHEMERON = /^\d+ \/ part of key \(.*?\) -> value \(.*?\) pair in WeakMap \(table @(\d+)\)$/;

const UNREAD = -2;
const NONE = -1;

/**
 * Finds the edges that keep their target alive.
 * Weak edges do not. A shortcut repeats a longer way, and marks a global object where it starts at the root.
 * The value of a WeakMap entry has an edge from its key and one from the table: only the key's keeps it alive for a path.
 */
export function findEssentialEdges(snapshot: HeapSnapshot): EdgeFilter {
  const { nodeCount, firstEdge, edgeType, edgeName, edgeTypes, nodeId, strings } = snapshot;
  const weak = edgeTypes.indexOf("weak");
  const shortcut = edgeTypes.indexOf("shortcut");
  const internal = edgeTypes.indexOf("internal");
  // The table that an ephemeron's name states, by the index of the name; most names state none.
  const tableOfName = new Float64Array(strings.length).fill(UNREAD);
  const tableOf = (name: number): number => {
    if (tableOfName[name] === UNREAD) {
      tableOfName[name] = strings.startsWithDigits(name)
        ? Number(EPHEMERON.exec(strings.get(name))?.[1] ?? NONE)
        : NONE;
    }
    return tableOfName[name]!;
  };

  const essential = new Uint8Array(snapshot.edgeCount);
  for (let node = 0; node < nodeCount; node++) {
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      const type = edgeType[edge]!;
      if (type === weak || (type === shortcut && node !== 0)) continue;
      if (type === internal && tableOf(edgeName[edge]!) === nodeId[node]) continue;
      essential[edge] = 1;
    }
  }
  return essential;
}
