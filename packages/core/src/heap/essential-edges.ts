import type { HeapSnapshot } from "./parse-snapshot.ts";
import { sourceOfEdge } from "./source-of-edge.ts";
import type { StringTable } from "./string-table.ts";

/** Which edges keep their target alive: 1 for those that do. */
export type EdgeFilter = Uint8Array;

const EPHEMERON = /^\d+ \/ part of key \(.*?\) -> value \(.*?\) pair in WeakMap \(table @(\d+)\)$/;

/**
 * Finds the edges that keep their target alive.
 * Weak edges do not. A shortcut repeats a longer way, and marks a global object where it starts at the root.
 * The value of a WeakMap entry has an edge from its key and one from the table: only the key's keeps it alive for a path.
 */
export function findEssentialEdges(snapshot: HeapSnapshot): EdgeFilter {
  const { edgeCount, firstEdge, edgeType, edgeName, edgeTypes, nodeId, strings } = snapshot;
  const weak = edgeTypes.indexOf("weak");
  const shortcut = edgeTypes.indexOf("shortcut");
  const internal = edgeTypes.indexOf("internal");
  const mayStateTable = Uint8Array.from({ length: strings.length }, (_, name) =>
    Number(strings.startsWithDigits(name)),
  );
  const tableOf = createTableFinder(strings);

  const essential = new Uint8Array(edgeCount);
  const ephemerons: number[] = [];
  for (let edge = 0; edge < edgeCount; edge++) {
    const type = edgeType[edge]!;
    if (type === weak || type === shortcut) continue;
    if (type === internal && mayStateTable[edgeName[edge]!] === 1) ephemerons.push(edge);
    essential[edge] = 1;
  }
  for (let edge = 0; edge < firstEdge[1]!; edge++) if (edgeType[edge] === shortcut) essential[edge] = 1;
  for (const edge of ephemerons)
    if (tableOf(edgeName[edge]!) === nodeId[sourceOfEdge(snapshot, edge)]) essential[edge] = 0;
  return essential;
}

// The id of the table that an ephemeron's name states.
function createTableFinder(strings: StringTable): (name: number) => number | undefined {
  const known = new Map<number, number | undefined>();
  return (name) => {
    if (!known.has(name)) {
      const id = EPHEMERON.exec(strings.get(name))?.[1];
      known.set(name, id === undefined ? undefined : Number(id));
    }
    return known.get(name);
  };
}
