/** The parts of a snapshot's text that a reduction changes. */
interface SnapshotText {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[], ...unknown[]];
      readonly edge_fields: readonly string[];
      readonly edge_types: readonly [readonly string[], ...unknown[]];
      readonly location_fields: readonly string[];
      readonly trace_function_info_fields: readonly string[];
    };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly trace_function_infos: readonly number[];
  readonly trace_tree: readonly unknown[];
  readonly locations: readonly number[];
  readonly strings: readonly string[];
}

interface Edge {
  readonly type: string;
  /** Undefined for an edge that has a number. */
  readonly name: string | undefined;
  readonly target: number;
  readonly row: readonly number[];
}

// What leads from a program's objects into the engine, which is large and the same everywhere.
const ENGINE_TYPES = ["code", "object shape", "synthetic", "hidden"];
const ENGINE_EDGES = ["__proto__", "constructor", "map", "native_context", "previous", "global_object", "global"];
const MOST_NODES = 400;

/**
 * Reduces the text of a snapshot to the root, the global object, and what a property of it reaches.
 * The meta data, and the way in which this version of V8 lays out its rows, stay as they are.
 */
export function reduceSnapshot(text: string, property: string): string {
  const whole = JSON.parse(text) as SnapshotText;
  const { meta } = whole.snapshot;
  const nodeWidth = meta.node_fields.length;
  const nodeOffset = (field: string): number => meta.node_fields.indexOf(field);
  const readEdges = createEdgeReader(whole);
  const typeOf = (node: number): string => meta.node_types[0][whole.nodes[node * nodeWidth + nodeOffset("type")]!]!;

  const kept = findKept(readEdges, typeOf, whole.nodes.length / nodeWidth, property);
  const nodes = [...kept].sort((a, b) => a - b);
  const newIndex = new Map(nodes.map((node, index) => [node, index]));
  const strings = createStringCollector(whole.strings);

  const nodeRows: number[][] = [];
  const edgeRows: number[][] = [];
  for (const node of nodes) {
    const edges = readEdges(node).filter(({ target }) => newIndex.has(target));
    const row = whole.nodes.slice(node * nodeWidth, (node + 1) * nodeWidth);
    row[nodeOffset("name")] = strings.keep(row[nodeOffset("name")]!);
    row[nodeOffset("edge_count")] = edges.length;
    nodeRows.push(row);
    for (const { row, name, target } of edges) {
      const edge = [...row];
      const nameOffset = meta.edge_fields.indexOf("name_or_index");
      if (name !== undefined) edge[nameOffset] = strings.keep(edge[nameOffset]!);
      edge[meta.edge_fields.indexOf("to_node")] = newIndex.get(target)! * nodeWidth;
      edgeRows.push(edge);
    }
  }
  const locationRows = rowsOf(whole.locations, meta.location_fields.length).flatMap(([node, ...rest]) => {
    const index = newIndex.get(node! / nodeWidth);
    return index === undefined ? [] : [[index * nodeWidth, ...rest]];
  });
  const infoFields = meta.trace_function_info_fields;
  const infoRows = rowsOf(whole.trace_function_infos, infoFields.length).map((row) =>
    row.map((value, at) => (["name", "script_name"].includes(infoFields[at]!) ? strings.keep(value) : value)),
  );
  const header = text
    .slice(0, text.indexOf(',\n"nodes":['))
    .replace(/"node_count":\d+/, `"node_count":${nodeRows.length}`)
    .replace(/"edge_count":\d+/, `"edge_count":${edgeRows.length}`);
  return [
    header,
    writeRows(text, "nodes", nodeRows),
    writeRows(text, "edges", edgeRows),
    writeRows(text, "trace_function_infos", infoRows),
    `"trace_tree":${JSON.stringify(whole.trace_tree)}`,
    `"samples":[]`,
    writeRows(text, "locations", locationRows),
    writeStrings(text, strings.all()),
  ].join(",\n");
}

function createEdgeReader({ snapshot: { meta }, nodes, edges, strings }: SnapshotText): (node: number) => Edge[] {
  const nodeWidth = meta.node_fields.length;
  const width = meta.edge_fields.length;
  const [type, name, target] = ["type", "name_or_index", "to_node"].map((field) => meta.edge_fields.indexOf(field));
  const firstEdge = [0];
  const count = meta.node_fields.indexOf("edge_count");
  for (let at = count; at < nodes.length; at += nodeWidth) firstEdge.push(firstEdge.at(-1)! + nodes[at]!);
  return (node) =>
    rowsOf(edges.slice(firstEdge[node]! * width, firstEdge[node + 1]! * width), width).map((row) => {
      const typeName = meta.edge_types[0][row[type!]!]!;
      const hasNumber = typeName === "element" || typeName === "hidden";
      return {
        type: typeName,
        name: hasNumber ? undefined : strings[row[name!]!]!,
        target: row[target!]! / nodeWidth,
        row,
      };
    });
}

function findKept(
  readEdges: (node: number) => readonly Edge[],
  typeOf: (node: number) => string,
  nodeCount: number,
  property: string,
): Set<number> {
  const roots = readEdges(0);
  const isIt = ({ type, name }: Edge): boolean => type === "property" && name === property;
  // Up to Node 24 a shortcut leads from the root to the global object; in Node 26 it is found by what it has.
  const globals = Array.from({ length: nodeCount }, (_, node) => node).filter((node) => readEdges(node).some(isIt));
  const start = globals.flatMap(readEdges).find(isIt)?.target;
  if (start === undefined) throw new Error(`no global object has a property ${property}`);

  const reached = new Set([start]);
  for (const node of reached) {
    for (const { name, target } of readEdges(node)) {
      if (reached.size >= MOST_NODES) break;
      const isEngine = ENGINE_TYPES.includes(typeOf(target)) || (name !== undefined && ENGINE_EDGES.includes(name));
      if (!isEngine && !globals.includes(target)) reached.add(target);
    }
  }
  const gcRoots = roots.filter(({ target }) => typeOf(target) === "synthetic").map(({ target }) => target);
  return new Set([0, ...globals.flatMap((node) => wayTo(node, readEdges)), ...gcRoots, ...reached]);
}

// The nodes on the shortest way from the root.
function wayTo(wanted: number, readEdges: (node: number) => readonly Edge[]): number[] {
  const from = new Map([[0, 0]]);
  for (const node of from.keys()) {
    if (node === wanted) break;
    for (const { type, target } of readEdges(node)) if (type !== "weak" && !from.has(target)) from.set(target, node);
  }
  const way = [wanted];
  while (way[0] !== 0) way.unshift(from.get(way[0]!)!);
  return way;
}

function createStringCollector(all: readonly string[]): { keep(index: number): number; all(): readonly string[] } {
  const kept = new Map<string, number>();
  return {
    keep(index) {
      const string = all[index]!;
      if (!kept.has(string)) kept.set(string, kept.size);
      return kept.get(string)!;
    },
    all: () => [...kept.keys()],
  };
}

function rowsOf(values: readonly number[], width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width));
}

// Up to Node 22 every row stands on a line of its own.
function writeRows(text: string, section: string, rows: readonly (readonly number[])[]): string {
  const start = text.indexOf(`"${section}":[`) + section.length + 4;
  const hasLines = text.slice(start, start + 200).includes("\n,");
  return `"${section}":[${rows.map((row) => row.join(",")).join(hasLines ? "\n," : ",")}${hasLines ? "\n" : ""}]`;
}

function writeStrings(text: string, strings: readonly string[]): string {
  const hasLines = text.slice(text.lastIndexOf('"strings":[')).startsWith('"strings":["<dummy>",\n');
  return `"strings":[${strings.map((string) => JSON.stringify(string)).join(hasLines ? ",\n" : ",")}]}`;
}
