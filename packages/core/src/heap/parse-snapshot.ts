import { createByteCursor, type ByteCursor } from "./byte-cursor.ts";
import { readNumberRows } from "./number-rows.ts";
import { readStringTable, type StringTable } from "./string-table.ts";

/** A position in a script as V8 states it: line and column count from 0. */
export interface ScriptLocation {
  readonly scriptId: number;
  readonly line: number;
  readonly column: number;
}

/**
 * A heap snapshot as columns, one entry per node and per edge.
 * The edges of node `n` are `firstEdge[n]` to `firstEdge[n + 1]`; node 0 is the root.
 */
export interface HeapSnapshot {
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly nodeTypes: readonly string[];
  readonly edgeTypes: readonly string[];
  readonly nodeType: Uint8Array;
  readonly nodeName: Uint32Array;
  readonly nodeId: Uint32Array;
  readonly shallowSize: Float64Array;
  readonly firstEdge: Uint32Array;
  readonly edgeType: Uint8Array;
  /** An index into `strings`, or the number itself for edges of type element and hidden. */
  readonly edgeName: Uint32Array;
  readonly edgeTarget: Uint32Array;
  readonly strings: StringTable;
  readonly locations: ReadonlyMap<number, ScriptLocation>;
}

interface Header {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly unknown[];
      readonly edge_fields: readonly string[];
      readonly edge_types: readonly unknown[];
      readonly location_fields?: readonly string[];
    };
    readonly node_count: number;
    readonly edge_count: number;
  };
}

/** Reads the text of a heap snapshot, chunk by chunk, into columns. Throws if the text is not a whole snapshot. */
export function parseSnapshot(chunks: Iterable<Uint8Array>): HeapSnapshot {
  const cursor = createByteCursor(chunks);
  const header = readHeader(cursor);
  const { meta, node_count: nodeCount, edge_count: edgeCount } = header.snapshot;
  const nodes = createNodeColumns(nodeCount);
  const edges = createEdgeColumns(edgeCount);
  const locations = new Map<number, ScriptLocation>();
  let strings: StringTable | undefined;

  for (let key = cursor.nextKey(); key !== undefined; key = cursor.nextKey()) {
    if (key === "nodes") readNodes(cursor, meta.node_fields, nodes);
    else if (key === "edges") readEdges(cursor, meta, edges);
    else if (key === "locations") readLocations(cursor, meta, locations);
    else if (key === "strings") strings = readStringTable(cursor);
    else cursor.skipArray();
  }

  if (strings === undefined)
    throw new Error("the heap snapshot ends before its strings: it was not written to the end");
  return {
    nodeCount,
    edgeCount,
    nodeTypes: namesOf(meta.node_types[meta.node_fields.indexOf("type")]),
    edgeTypes: namesOf(meta.edge_types[meta.edge_fields.indexOf("type")]),
    ...nodes,
    ...edges,
    strings,
    locations,
  };
}

function readHeader(cursor: ByteCursor): Header {
  const text = cursor.textUntil('"nodes":');
  try {
    return JSON.parse(`${text.trimEnd().replace(/,$/, "")}}`) as Header;
  } catch (cause) {
    throw new Error("expected a heap snapshot, found something else", { cause });
  }
}

type NodeColumns = Pick<HeapSnapshot, "nodeType" | "nodeName" | "nodeId" | "shallowSize" | "firstEdge">;
type EdgeColumns = Pick<HeapSnapshot, "edgeType" | "edgeName" | "edgeTarget">;

const createNodeColumns = (count: number): NodeColumns => ({
  nodeType: new Uint8Array(count),
  nodeName: new Uint32Array(count),
  nodeId: new Uint32Array(count),
  shallowSize: new Float64Array(count),
  firstEdge: new Uint32Array(count + 1),
});

const createEdgeColumns = (count: number): EdgeColumns => ({
  edgeType: new Uint8Array(count),
  edgeName: new Uint32Array(count),
  edgeTarget: new Uint32Array(count),
});

function readNodes(cursor: ByteCursor, fields: readonly string[], columns: NodeColumns): void {
  const [type, name, id, size, edges] = fieldOffsets(fields, ["type", "name", "id", "self_size", "edge_count"]);
  const width = fields.length;
  const { nodeType, nodeName, nodeId, shallowSize, firstEdge } = columns;
  let node = 0;
  let edge = 0;
  readNumberRows(cursor, width, (values, count) => {
    for (let at = 0; at < count; at += width, node++) {
      nodeType[node] = values[at + type!]!;
      nodeName[node] = values[at + name!]!;
      nodeId[node] = values[at + id!]!;
      shallowSize[node] = values[at + size!]!;
      firstEdge[node] = edge;
      edge += values[at + edges!]!;
    }
  });
  firstEdge[node] = edge;
  if (node !== nodeType.length) throw new Error(`the heap snapshot announces ${nodeType.length} nodes and has ${node}`);
}

function readEdges(cursor: ByteCursor, meta: Header["snapshot"]["meta"], columns: EdgeColumns): void {
  const [type, name, target] = fieldOffsets(meta.edge_fields, ["type", "name_or_index", "to_node"]);
  const width = meta.edge_fields.length;
  const nodeWidth = meta.node_fields.length;
  const { edgeType, edgeName, edgeTarget } = columns;
  let edge = 0;
  readNumberRows(cursor, width, (values, count) => {
    for (let at = 0; at < count; at += width, edge++) {
      edgeType[edge] = values[at + type!]!;
      edgeName[edge] = values[at + name!]!;
      edgeTarget[edge] = values[at + target!]! / nodeWidth;
    }
  });
  if (edge !== edgeType.length) throw new Error(`the heap snapshot announces ${edgeType.length} edges and has ${edge}`);
}

function readLocations(
  cursor: ByteCursor,
  meta: Header["snapshot"]["meta"],
  locations: Map<number, ScriptLocation>,
): void {
  const fields = meta.location_fields ?? ["object_index", "script_id", "line", "column"];
  const [node, scriptId, line, column] = fieldOffsets(fields, ["object_index", "script_id", "line", "column"]);
  const nodeWidth = meta.node_fields.length;
  readNumberRows(cursor, fields.length, (values, count) => {
    for (let at = 0; at < count; at += fields.length) {
      locations.set(values[at + node!]! / nodeWidth, {
        scriptId: values[at + scriptId!]!,
        line: values[at + line!]!,
        column: values[at + column!]!,
      });
    }
  });
}

function fieldOffsets(fields: readonly string[], names: readonly string[]): number[] {
  return names.map((name) => {
    const offset = fields.indexOf(name);
    if (offset < 0) throw new Error(`the heap snapshot has no field ${name}`);
    return offset;
  });
}

const namesOf = (types: unknown): readonly string[] => (Array.isArray(types) ? (types as string[]) : []);
