import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findEssentialEdges } from "../../src/heap/essential-edges.ts";
import type { HeapSnapshot } from "../../src/heap/parse-snapshot.ts";
import { readSnapshotFile } from "../../src/heap/read-snapshot-file.ts";
import { findShortestPaths } from "../../src/heap/shortest-paths.ts";

// Made by `npm run record:snapshots`: what a global variable reaches, in the layout that each release of V8 writes.
describe.each(["node-20", "node-22", "node-24", "node-24-tracked", "node-26"])("the snapshot of %s", (name) => {
  const snapshot = readSnapshotFile(join(import.meta.dirname, "recorded", `${name}.heapsnapshot`));
  const { nodeCount, nodeTypes, nodeType, nodeName, strings, shallowSize } = snapshot;
  const nodesNamed = (wanted: string, type: string): number[] =>
    Array.from({ length: nodeCount }, (_, node) => node).filter(
      (node) => strings.get(nodeName[node]!) === wanted && nodeTypes[nodeType[node]!] === type,
    );

  test("has the objects of the program, by class", () => {
    const sessions = nodesNamed("Session", "object").filter((node) => namedEdges(snapshot, node).has("tags"));

    expect(sessions).toHaveLength(2);
    expect(nodesNamed("Map", "object")).toHaveLength(1);
    expect(nodesNamed("Timeout", "object")).toHaveLength(1);
    expect(nodesNamed("Promise", "object")).toHaveLength(1);
    expect(sessions.map((node) => strings.get(nodeName[namedEdges(snapshot, node).get("name")!]!)).toSorted()).toEqual([
      "Ada",
      "Grace",
    ]);
  });

  test("has the bytes of a Buffer in its backing store", () => {
    const [store] = nodesNamed("system / JSArrayBufferData", "native");

    expect(shallowSize[store!]).toBe(20_000);
  });

  test("leads from the root to the Buffer through the variable that holds it", () => {
    const { parent, viaEdge } = findShortestPaths(snapshot, findEssentialEdges(snapshot));
    const path: string[] = [];
    for (let node = nodesNamed("Buffer", "object")[0]!; node !== 0; node = parent[node]!) {
      path.unshift(edgeNameOf(snapshot, viaEdge[node]!));
    }

    expect(path.slice(-3)).toEqual(["reader", "context", "page"]);
  });
});

function edgeNameOf({ edgeTypes, edgeType, edgeName, strings }: HeapSnapshot, edge: number): string {
  return ["element", "hidden"].includes(edgeTypes[edgeType[edge]!]!)
    ? String(edgeName[edge])
    : strings.get(edgeName[edge]!);
}

function namedEdges(snapshot: HeapSnapshot, node: number): Map<string, number> {
  const { firstEdge, edgeTarget } = snapshot;
  const edges = new Map<string, number>();
  for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++)
    edges.set(edgeNameOf(snapshot, edge), edgeTarget[edge]!);
  return edges;
}
