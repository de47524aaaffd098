import { createReadStream } from "node:fs";
import { parse } from "heap-snapshot-toolkit";

/** What DevTools says of a snapshot, by node. */
export interface DevToolsColumns {
  /** With what DevTools moves: the size of an array or hidden node that one object owns counts as the owner's. */
  readonly shallowSize: Float64Array;
  readonly retainedSize: Float64Array;
  readonly dominator: Uint32Array;
  /** From the global objects; what they do not reach has `BASE_SYSTEM_DISTANCE` more; what nothing reaches has a negative one. */
  readonly distance: Int32Array;
}

export const BASE_SYSTEM_DISTANCE = 100_000_000;

export async function readWithDevTools(path: string): Promise<DevToolsColumns> {
  const snapshot = await parse(createReadStream(path, { encoding: "utf8" }));
  const { nodeCount, nodeFieldCount } = snapshot;
  const shallowSize = new Float64Array(nodeCount);
  const node = snapshot.createNode(0);
  for (let at = 0; at < nodeCount; at++) {
    node.nodeIndex = at * nodeFieldCount;
    shallowSize[at] = node.selfSize();
  }
  return {
    shallowSize,
    retainedSize: snapshot.retainedSizes,
    dominator: snapshot.dominatorsTree,
    distance: snapshot.nodeDistances,
  };
}
