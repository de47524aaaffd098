import type { DominatorTree } from "../../heap/dominators.ts";
import type { HeapSnapshot } from "../../heap/parse-snapshot.ts";
import type { Retainers } from "../../heap/retainers.ts";

/** Finds what was born after the mark: 1 for those nodes. */
export function findBorn(snapshot: HeapSnapshot, retainers: Retainers, lastIdBefore: number): Uint8Array {
  const { nodeCount, nodeId, nodeType, nodeTypes } = snapshot;
  const native = nodeTypes.indexOf("native");
  const synthetic = nodeTypes.indexOf("synthetic");
  const born = new Uint8Array(nodeCount);
  const natives: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    const id = nodeId[node]!;
    // V8 gives odd ids to what lives in its heap, and even ones to what the embedder reports.
    if (id <= lastIdBefore || id % 2 === 0 || nodeType[node] === synthetic) continue;
    if (nodeType[node] === native) natives.push(node);
    else born[node] = 1;
  }
  // A backing store gets its id when the snapshot is taken: it is as old as the buffer that holds it.
  for (const node of natives) {
    const { first, sources } = retainers;
    let isBorn = first[node]! < first[node + 1]!;
    for (let at = first[node]!, end = first[node + 1]!; at < end; at++) if (born[sources[at]!] === 0) isBorn = false;
    if (isBorn) born[node] = 1;
  }
  return born;
}

/** Finds what only these objects keep, themselves included: 1 for those nodes. */
export function findKeptBy(
  { nodeCount, nodeId }: HeapSnapshot,
  { dominator, order }: DominatorTree,
  ids: ReadonlySet<number>,
): Uint8Array {
  const kept = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) if (ids.has(nodeId[node]!)) kept[node] = 1;
  for (const node of order) if (kept[dominator[node]!] === 1) kept[node] = 1;
  return kept;
}
