import { createByteCursor, type ByteCursor } from "./byte-cursor.ts";
import { createLocations, type Locations } from "./locations.ts";
import { createNumberColumn } from "./number-column.ts";
import { readNumberRows } from "./number-rows.ts";
import { readStringTable, type StringTable } from "./string-table.ts";

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
  /** Of 32 bits, unless a node is larger than 4 GB. */
  readonly shallowSize: Uint32Array | Float64Array;
  readonly firstEdge: Uint32Array;
  readonly edgeType: Uint8Array;
  /** An index into `strings`, or the number itself for edges of type element and hidden. */
  readonly edgeName: Uint32Array;
  readonly edgeTarget: Uint32Array;
  readonly strings: StringTable;
  readonly locations: Locations;
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
  let nodes: NodeColumns | undefined;
  let edges: EdgeColumns | undefined;
  let locations = createLocations(new Uint32Array(0));
  let strings: StringTable | undefined;

  for (let key = cursor.nextKey(); key !== undefined; key = cursor.nextKey()) {
    if (key === "nodes") nodes = readNodes(cursor, meta.node_fields, nodeCount);
    else if (key === "edges") edges = readEdges(cursor, meta, edgeCount);
    else if (key === "locations") locations = readLocations(cursor, meta);
    else if (key === "strings") strings = readStringTable(cursor);
    else cursor.skipArray();
  }

  if (nodes === undefined || edges === undefined || strings === undefined)
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

function readNodes(cursor: ByteCursor, fields: readonly string[], nodeCount: number): NodeColumns {
  const [type, name, id, size, edges] = fieldOffsets(fields, ["type", "name", "id", "self_size", "edge_count"]);
  const width = fields.length;
  const nodeType = new Uint8Array(nodeCount);
  const nodeName = new Uint32Array(nodeCount);
  const nodeId = new Uint32Array(nodeCount);
  const firstEdge = new Uint32Array(nodeCount + 1);
  let shallowSize: Uint32Array | Float64Array = new Uint32Array(nodeCount);
  let node = 0;
  let edge = 0;
  readNumberRows(cursor, width, (values, count) => {
    for (let at = 0; at < count; at += width, node++) {
      nodeType[node] = values[at + type!]!;
      nodeName[node] = values[at + name!]!;
      nodeId[node] = values[at + id!]!;
      const bytes = values[at + size!]!;
      if (bytes > MOST_32_BITS && shallowSize instanceof Uint32Array) shallowSize = new Float64Array(shallowSize);
      shallowSize[node] = bytes;
      firstEdge[node] = edge;
      edge += values[at + edges!]!;
    }
  });
  firstEdge[node] = edge;
  if (node !== nodeCount) throw new Error(`the heap snapshot announces ${nodeCount} nodes and has ${node}`);
  return { nodeType, nodeName, nodeId, shallowSize, firstEdge };
}

const MOST_32_BITS = 2 ** 32 - 1;

function readEdges(cursor: ByteCursor, meta: Header["snapshot"]["meta"], edgeCount: number): EdgeColumns {
  const [type, name, target] = fieldOffsets(meta.edge_fields, ["type", "name_or_index", "to_node"]);
  const width = meta.edge_fields.length;
  // A product costs less than a quotient; what it lacks for rounding, the half makes up for before the column cuts it off.
  const perNode = 1 / meta.node_fields.length;
  const edgeType = new Uint8Array(edgeCount);
  const edgeName = new Uint32Array(edgeCount);
  const edgeTarget = new Uint32Array(edgeCount);
  let edge = 0;
  readNumberRows(cursor, width, (values, count) => {
    for (let at = 0; at < count; at += width, edge++) {
      edgeType[edge] = values[at + type!]!;
      edgeName[edge] = values[at + name!]!;
      edgeTarget[edge] = values[at + target!]! * perNode + 0.5;
    }
  });
  if (edge !== edgeCount) throw new Error(`the heap snapshot announces ${edgeCount} edges and has ${edge}`);
  return { edgeType, edgeName, edgeTarget };
}

function readLocations(cursor: ByteCursor, meta: Header["snapshot"]["meta"]): Locations {
  const fields = meta.location_fields ?? ["object_index", "script_id", "line", "column"];
  const [node, scriptId, line, column] = fieldOffsets(fields, ["object_index", "script_id", "line", "column"]);
  const nodeWidth = meta.node_fields.length;
  const rows = createNumberColumn();
  readNumberRows(cursor, fields.length, (values, count) => {
    for (let at = 0; at < count; at += fields.length) {
      rows.push(values[at + node!]! / nodeWidth);
      rows.push(values[at + scriptId!]!);
      rows.push(values[at + line!]!);
      rows.push(values[at + column!]!);
    }
  });
  return createLocations(rows.values());
}

function fieldOffsets(fields: readonly string[], names: readonly string[]): number[] {
  return names.map((name) => {
    const offset = fields.indexOf(name);
    if (offset < 0) throw new Error(`the heap snapshot has no field ${name}`);
    return offset;
  });
}

const namesOf = (types: unknown): readonly string[] => (Array.isArray(types) ? (types as string[]) : []);
