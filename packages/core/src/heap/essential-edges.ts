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
  const { firstEdge, edgeType, edgeName, edgeTypes, nodeId, strings } = snapshot;
  const weak = edgeTypes.indexOf("weak");
  const shortcut = edgeTypes.indexOf("shortcut");
  const essential = edgesOfOtherTypes(edgeType, weak, shortcut);
  for (let edge = 0; edge < firstEdge[1]!; edge++) if (edgeType[edge] === shortcut) essential[edge] = 1;
  const tableOf = createTableFinder(strings);
  for (const edge of findEphemerons(snapshot))
    if (tableOf(edgeName[edge]!) === nodeId[sourceOfEdge(snapshot, edge)]) essential[edge] = 0;
  return essential;
}

function edgesOfOtherTypes(edgeType: Uint8Array, weak: number, shortcut: number): EdgeFilter {
  const essential = new Uint8Array(edgeType.length);
  for (let edge = 0; edge < edgeType.length; edge++) {
    const type = edgeType[edge]!;
    essential[edge] = type === weak || type === shortcut ? 0 : 1;
  }
  return essential;
}

// Every edge whose name may state a table, and some others.
function findEphemerons({ edgeType, edgeTypes, edgeName, strings }: HeapSnapshot): number[] {
  const internal = edgeTypes.indexOf("internal");
  const mayStateTable = new Uint8Array(strings.length);
  for (let name = 0; name < strings.length; name++) if (strings.startsWithDigits(name)) mayStateTable[name] = 1;
  const found: number[] = [];
  for (let edge = 0; edge < edgeType.length; edge++)
    if (edgeType[edge] === internal && mayStateTable[edgeName[edge]!] === 1) found.push(edge);
  return found;
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
