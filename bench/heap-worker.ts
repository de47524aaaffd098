// One tool on one snapshot, in a process of its own; prints one line of JSON: `node heap-worker.ts TOOL FILE CACHE`.
import { createReadStream } from "node:fs";
import { loadMemlabReader, type MemlabNode } from "./memlab.ts";

const KNOWN = "KnownHolder";

/** What a tool says of the known object: its retained bytes, and who holds it, from the object up. */
export interface Finding {
  readonly retainedBytes: number;
  readonly path: readonly string[];
}

/** A finding with what it cost, from before the file was opened. */
export interface Measurement extends Finding {
  readonly cpuMs: number;
  readonly peakMegabytes: number;
}

export const TOOLS = ["leakproof", "heap-snapshot-toolkit", "memlab"] as const;
export type Tool = (typeof TOOLS)[number];

// Loading a tool is not measured, only its work.
const load: Readonly<Record<Tool, (cache: string) => Promise<(file: string) => Promise<Finding>>>> = {
  leakproof: loadLeakproof,
  "heap-snapshot-toolkit": loadToolkit,
  memlab: loadMemlabTool,
};

async function loadLeakproof(): Promise<(file: string) => Promise<Finding>> {
  const [{ readSnapshotFile }, { findEssentialEdges }, { findShortestPaths }, { findDominators }, { retainedSizes }] =
    await Promise.all([
      import("../packages/core/dist/heap/read-snapshot-file.js"),
      import("../packages/core/dist/heap/essential-edges.js"),
      import("../packages/core/dist/heap/shortest-paths.js"),
      import("../packages/core/dist/heap/dominators.js"),
      import("../packages/core/dist/heap/retained-sizes.js"),
    ]);
  return async (file) => {
    const snapshot = readSnapshotFile(file);
    const { nodeName, nodeType, nodeTypes, strings } = snapshot;
    const essential = findEssentialEdges(snapshot);
    const retained = retainedSizes(snapshot.shallowSize, findDominators(snapshot, essential));
    const { parent } = findShortestPaths(snapshot, essential);

    const name = strings.indexOf(KNOWN);
    const object = nodeTypes.indexOf("object");
    let known = nodeName.indexOf(name);
    while (!isInstance(known)) known = nodeName.indexOf(name, known + 1);
    const path: string[] = [];
    for (let node = known; node !== 0; node = parent[node]!) path.push(strings.get(nodeName[node]!));
    return { retainedBytes: retained[known]!, path };

    // The prototype bears the name of the class as well; it comes from the class and holds next to nothing.
    function isInstance(node: number): boolean {
      return nodeType[node] === object && hasProperty(node, "sessions");
    }
    function hasProperty(node: number, wanted: string): boolean {
      const { firstEdge, edgeName, edgeType, edgeTypes } = snapshot;
      for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
        if (edgeTypes[edgeType[edge]!] === "property" && strings.get(edgeName[edge]!) === wanted) return true;
      }
      return false;
    }
  };
}

async function loadToolkit(): Promise<(file: string) => Promise<Finding>> {
  const { parse } = await import("heap-snapshot-toolkit");
  return async (file) => {
    const snapshot = await parse(createReadStream(file, { encoding: "utf8" }));
    const node = snapshot.createNode(0);
    const width = snapshot.nodeFieldCount;
    const isKnown = (): boolean => {
      if (node.rawName() !== KNOWN || node.type() !== "object") return false;
      for (const edges = node.edges(); edges.hasNext(); edges.next()) if (edges.edge.name() === "sessions") return true;
      return false;
    };
    let ordinal = 0;
    while (!isKnown()) node.nodeIndex = ++ordinal * width;
    const retainedBytes = node.retainedSize();

    const path = [node.rawName()];
    while (node.distance() > 1) {
      const wanted = node.distance() - 1;
      const retainers = node.retainers();
      while (retainers.hasNext() && retainers.retainer.node().distance() !== wanted) retainers.next();
      node.nodeIndex = retainers.retainer.node().nodeIndex;
      path.push(node.rawName());
    }
    return { retainedBytes, path };
  };
}

async function loadMemlabTool(cache: string): Promise<(file: string) => Promise<Finding>> {
  const readHeap = loadMemlabReader(cache);
  return async (file) => {
    const { nodes } = await readHeap(file);
    let retainedBytes = 0;
    const path: string[] = [];
    nodes.forEach((known) => {
      if (known.name !== KNOWN || known.type !== "object") return;
      if (!known.references.some((edge) => edge.name_or_index === "sessions")) return;
      retainedBytes = known.retainedSize;
      for (let node: MemlabNode | undefined = known; node !== undefined; node = node.pathEdge?.fromNode)
        path.push(node.name);
    });
    return { retainedBytes, path };
  };
}

if (import.meta.main) {
  const [tool, file, cache] = process.argv.slice(2) as [Tool, string, string];
  const analyse = await load[tool](cache);
  const before = process.resourceUsage();
  const finding = await analyse(file);
  const after = process.resourceUsage();
  const cpuMicros = after.userCPUTime + after.systemCPUTime - before.userCPUTime - before.systemCPUTime;
  const measurement: Measurement = { ...finding, cpuMs: cpuMicros / 1000, peakMegabytes: after.maxRSS / 1024 };
  // On a line of its own: a tool may have printed something itself.
  console.log(`\n${JSON.stringify(measurement)}`);
}
