import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findDominators } from "../../src/heap/dominators.ts";
import { findEssentialEdges, type EdgeFilter } from "../../src/heap/essential-edges.ts";
import type { HeapSnapshot } from "../../src/heap/parse-snapshot.ts";
import { readSnapshotFile } from "../../src/heap/read-snapshot-file.ts";
import { retainedSizes } from "../../src/heap/retained-sizes.ts";
import { findShortestPaths } from "../../src/heap/shortest-paths.ts";
import { BASE_SYSTEM_DISTANCE, readWithDevTools, type DevToolsColumns } from "./devtools.ts";
import { distanceTo } from "./distance-to.ts";
import { writeRealSnapshot } from "./write-real-snapshot.ts";

let path: string;
let snapshot: HeapSnapshot;
let essential: EdgeFilter;
let devTools: DevToolsColumns;
beforeAll(async () => {
  path = writeRealSnapshot();
  snapshot = readSnapshotFile(path);
  essential = findEssentialEdges(snapshot);
  devTools = await readWithDevTools(path);
});
afterAll(() => rm(dirname(path), { recursive: true }));

const nodesWhere = (differs: (node: number) => boolean): string[] => {
  const found: string[] = [];
  for (let node = 0; node < snapshot.nodeCount; node++) {
    if (differs(node)) found.push(`${node} ${typeOf(node)} ${snapshot.strings.get(snapshot.nodeName[node]!)}`);
  }
  return found;
};
const typeOf = (node: number): string => snapshot.nodeTypes[snapshot.nodeType[node]!]!;

test("every node has the dominator that DevTools finds", () => {
  const { dominator } = findDominators(snapshot, essential);

  expect(nodesWhere((node) => dominator[node] !== devTools.dominator[node])).toEqual([]);
});

test("every node retains what DevTools says, given DevTools' own shallow sizes", () => {
  const tree = findDominators(snapshot, essential);

  const retained = retainedSizes(devTools.shallowSize, tree);

  expect(nodesWhere((node) => retained[node] !== devTools.retainedSize[node])).toEqual([]);
});

// DevTools moves the size of an array or hidden node to the object that owns it, which holds it anyway: only the node itself then retains less.
test("every node but those whose size DevTools moves retains what DevTools says", () => {
  const retained = retainedSizes(snapshot.shallowSize, findDominators(snapshot, essential));
  const isMovable = (node: number): boolean =>
    typeOf(node) === "array" || typeOf(node) === "hidden" || typeOf(node) === "native";

  expect(nodesWhere((node) => retained[node] !== devTools.retainedSize[node] && !isMovable(node))).toEqual([]);
});

test("every node that a global object reaches is as far from it as DevTools says", () => {
  const filter = withoutWhatDevToolsSkips();

  const paths = findShortestPaths(snapshot, filter);

  const isFromGlobal = (node: number): boolean =>
    devTools.distance[node]! >= 0 && devTools.distance[node]! < BASE_SYSTEM_DISTANCE;
  expect(nodesWhere((node) => isFromGlobal(node) && distanceTo(paths, node) !== devTools.distance[node])).toEqual([]);
  expect(nodesWhere((node) => devTools.distance[node]! < 0 !== (paths.reached[node] === 0))).toEqual([]);
});

/**
 * DevTools' distances, unlike its dominators, leave out one map of functions and the descriptors of shapes. The value of a WeakMap entry is
 * one step from its key or from the table, whichever is farther: where both are reached, the edge from the nearer one is left out.
 */
function withoutWhatDevToolsSkips(): EdgeFilter {
  const { nodeCount, firstEdge, edgeType, edgeTypes, edgeName, edgeTarget, nodeName, strings } = snapshot;
  const internal = edgeTypes.indexOf("internal");
  const weak = edgeTypes.indexOf("weak");
  const filter = new Uint8Array(snapshot.edgeCount);
  const distanceOf = (node: number): number => (devTools.distance[node]! < 0 ? Infinity : devTools.distance[node]!);
  const firstHalves = new Map<string, { readonly edge: number; readonly source: number }>();
  for (let node = 0; node < nodeCount; node++) {
    const name = strings.get(nodeName[node]!);
    const isShapes = typeOf(node) === "array" && name === "(map descriptors)";
    const isContext = typeOf(node) === "hidden" && name === "system / NativeContext";
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      if (edgeType[edge] === weak) continue;
      const isIndex = ["element", "hidden"].includes(edgeTypes[edgeType[edge]!]!);
      const edgeText = isIndex ? String(edgeName[edge]) : strings.get(edgeName[edge]!);
      const index = Number.parseInt(edgeText, 10);
      if (isShapes && !(index < 2 || index % 3 !== 1)) continue;
      if (isContext && edgeText === "sloppy_function_map") continue;
      filter[edge] = 1;
      const pair = edgeType[edge] === internal ? / \/ part of key .*$/.exec(edgeText)?.[0] : undefined;
      if (pair === undefined) continue;
      const key = `${pair} ${edgeTarget[edge]}`;
      const other = firstHalves.get(key);
      if (other === undefined) firstHalves.set(key, { edge, source: node });
      else filter[distanceOf(other.source) < distanceOf(node) ? other.edge : edge] = 0;
    }
  }
  return filter;
}
