import { createByteCursor, type ByteCursor } from "./byte-cursor.ts";
import { createDecoder, type Decoder } from "./decoder.ts";
import { createNumberColumn } from "./growing-column.ts";
import { createLocations, NO_LOCATIONS, type Locations } from "./locations.ts";
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
  const decoder = createDecoder();
  const header = readHeader(cursor);
  const { meta, node_count: nodeCount, edge_count: edgeCount } = header.snapshot;
  let nodes: NodeColumns | undefined;
  let edges: EdgeColumns | undefined;
  let locations = NO_LOCATIONS;
  let strings: StringTable | undefined;

  for (let key = cursor.nextKey(); key !== undefined; key = cursor.nextKey()) {
    if (key === "nodes") nodes = readNodes(cursor, decoder, meta.node_fields, nodeCount);
    else if (key === "edges") edges = readEdges(cursor, decoder, meta, edgeCount);
    else if (key === "locations") locations = readLocations(cursor, decoder, meta);
    else if (key === "strings") strings = readStringTable(cursor, decoder);
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

function readNodes(cursor: ByteCursor, decoder: Decoder, fields: readonly string[], nodeCount: number): NodeColumns {
  const [type, name, id, size, edges] = fieldOffsets(fields, ["type", "name", "id", "self_size", "edge_count"]);
  const width = fields.length;
  const nodeType = new Uint8Array(nodeCount);
  const nodeName = new Uint32Array(nodeCount);
  const nodeId = new Uint32Array(nodeCount);
  const firstEdge = new Uint32Array(nodeCount + 1);
  let shallowSize: Uint32Array | Float64Array = new Uint32Array(nodeCount);
  let node = 0;
  let edge = 0;
  readNumberRows(cursor, decoder, width, ({ columns, count, longs }) => {
    put(columns[name!]!, nodeName, node);
    put(columns[id!]!, nodeId, node);
    put(columns[size!]!, shallowSize, node);
    for (const { row, column, value } of longs) {
      if (column !== size || value <= MOST_32_BITS) continue;
      if (shallowSize instanceof Uint32Array) shallowSize = new Float64Array(shallowSize);
      shallowSize[node + row] = value;
    }
    const types = columns[type!]!;
    const edgeCounts = columns[edges!]!;
    for (let row = 0; row < count; row++) {
      nodeType[node] = types[row]!;
      firstEdge[node++] = edge;
      edge += edgeCounts[row]!;
    }
  });
  firstEdge[node] = edge;
  if (node !== nodeCount) throw new Error(`the heap snapshot announces ${nodeCount} nodes and has ${node}`);
  return { nodeType, nodeName, nodeId, shallowSize, firstEdge };
}

const MOST_32_BITS = 2 ** 32 - 1;

function readEdges(
  cursor: ByteCursor,
  decoder: Decoder,
  meta: Header["snapshot"]["meta"],
  edgeCount: number,
): EdgeColumns {
  const [type, name, target] = fieldOffsets(meta.edge_fields, ["type", "name_or_index", "to_node"]);
  const width = meta.edge_fields.length;
  // A product costs less than a quotient; what it lacks for rounding, the half makes up for before the column cuts it off.
  const perNode = 1 / meta.node_fields.length;
  const edgeType = new Uint8Array(edgeCount);
  const edgeName = new Uint32Array(edgeCount);
  const edgeTarget = new Uint32Array(edgeCount);
  let edge = 0;
  readNumberRows(cursor, decoder, width, ({ columns, count }) => {
    put(columns[name!]!, edgeName, edge);
    const types = columns[type!]!;
    const targets = columns[target!]!;
    for (let row = 0; row < count; row++) {
      edgeType[edge] = types[row]!;
      edgeTarget[edge++] = targets[row]! * perNode + 0.5;
    }
  });
  if (edge !== edgeCount) throw new Error(`the heap snapshot announces ${edgeCount} edges and has ${edge}`);
  return { edgeType, edgeName, edgeTarget };
}

function readLocations(cursor: ByteCursor, decoder: Decoder, meta: Header["snapshot"]["meta"]): Locations {
  const fields = meta.location_fields ?? ["object_index", "script_id", "line", "column"];
  const [node, scriptId, line, column] = fieldOffsets(fields, ["object_index", "script_id", "line", "column"]);
  const nodeWidth = meta.node_fields.length;
  const nodes = createNumberColumn();
  const places = [createNumberColumn(), createNumberColumn(), createNumberColumn()] as const;
  readNumberRows(cursor, decoder, fields.length, ({ columns }) => {
    nodes.append(columns[node!]!.map((each) => each / nodeWidth));
    for (const [at, field] of [scriptId, line, column].entries()) places[at]!.append(columns[field!]!);
  });
  const [scriptIds, lines, columns] = places.map((place) => place.values());
  return createLocations({ nodes: nodes.values(), scriptIds: scriptIds!, lines: lines!, columns: columns! });
}

// What there is more of than announced is counted, not kept: an error tells of it in the end.
// Copies whole blocks of memory where both columns are of one type; conversions are faster in a loop of JavaScript.
function put(values: Uint32Array, column: Uint32Array | Float64Array, at: number): void {
  if (at + values.length <= column.length) column.set(values, at);
}

function fieldOffsets(fields: readonly string[], names: readonly string[]): number[] {
  return names.map((name) => {
    const offset = fields.indexOf(name);
    if (offset < 0) throw new Error(`the heap snapshot has no field ${name}`);
    return offset;
  });
}

const namesOf = (types: unknown): readonly string[] => (Array.isArray(types) ? (types as string[]) : []);
