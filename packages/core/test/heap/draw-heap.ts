import { parseSnapshot, type HeapSnapshot } from "../../src/heap/parse-snapshot.ts";

/** A node of a drawn heap. Draw it once and use it in several places to share it. */
export interface Drawn {
  readonly type: string;
  readonly name: string;
  readonly size: number;
  readonly edges: DrawnEdge[];
  id?: number;
  location?: readonly [scriptId: number, line: number, column: number];
}

type DrawnEdge = readonly [type: (typeof EDGE_TYPES)[number], name: string | number, target: Drawn];

const NODE_TYPES = [
  "hidden",
  "array",
  "string",
  "object",
  "code",
  "closure",
  "regexp",
  "number",
  "native",
  "synthetic",
  "concatenated string",
  "object shape",
];
const EDGE_TYPES = ["context", "element", "property", "internal", "hidden", "shortcut", "weak"] as const;

export function node(type: string, name: string, size: number, ...edges: DrawnEdge[]): Drawn {
  return { type, name, size, edges };
}

export function object(name: string, properties: Readonly<Record<string, Drawn>> = {}, size = 32): Drawn {
  return node(
    "object",
    name,
    size,
    ...Object.entries(properties).map(([key, target]) => ["property", key, target] as const),
  );
}

/** An array with its elements store. */
export function array(...elements: Drawn[]): Drawn {
  const store = node(
    "array",
    "(object elements)",
    16 + 8 * elements.length,
    ...elements.map((element, at) => ["internal", String(at), element] as const),
  );
  return node(
    "object",
    "Array",
    32,
    ["internal", "elements", store],
    ...elements.map((element, at) => ["element", at, element] as const),
  );
}

const BUCKETS = 4;

/** A Set with a table as V8 lays it out. */
export function set(...values: Drawn[]): Drawn {
  const table = node(
    "array",
    "",
    8 * (2 + 3 + 5 * BUCKETS),
    ...values.map((value, at) => ["internal", String(3 + BUCKETS + 2 * at), value] as const),
  );
  return node("object", "Set", 32, ["internal", "table", table]);
}

/** A Map with a table as V8 lays it out. */
export function map(...entries: (readonly [key: Drawn, value: Drawn])[]): Drawn {
  const words = entries.flatMap(([key, value], at) => [
    ["internal", String(3 + BUCKETS + 3 * at), key] as const,
    ["internal", String(4 + BUCKETS + 3 * at), value] as const,
  ]);
  return node("object", "Map", 32, ["internal", "table", node("array", "", 8 * (2 + 3 + 7 * BUCKETS), ...words)]);
}

/** The variables of a module, with a function written among them, or of a function inside it. */
export function variables(script: number, names: Readonly<Record<string, Drawn>>, around?: Drawn): Drawn {
  const context = node(
    "object",
    "system / Context",
    40,
    ...Object.entries(names).map(([name, target]) => ["context", name, target] as const),
  );
  if (around !== undefined) context.edges.push(["internal", "previous", around]);
  else context.edges.push(["context", "inside", closure("inside", context, [script, 0, 0])]);
  return context;
}

export function closure(name: string, context: Drawn, location?: Drawn["location"]): Drawn {
  const drawn = node("closure", name, 56, ["internal", "context", context]);
  if (location !== undefined) drawn.location = location;
  return drawn;
}

/** The root of a heap: one global object with these properties. */
export function root(globals: Readonly<Record<string, Drawn>>): Drawn {
  return node(
    "synthetic",
    "",
    0,
    ["shortcut", "global", object("global", globals)],
    ["element", 1, node("synthetic", "(GC roots)", 0)],
  );
}

/** Marks nodes as born after the mark. */
export function born<Nodes extends Drawn[]>(...nodes: Nodes): Nodes[0] {
  for (const each of nodes) each.id = BORN_ID;
  return nodes[0]!;
}

export const LAST_ID_BEFORE = 1_000_001;
const BORN_ID = -1;

/** A drawn heap, written as a snapshot and read again. `at` finds the index of a drawn node. */
export function drawHeap(start: Drawn): { readonly snapshot: HeapSnapshot; readonly at: (drawn: Drawn) => number } {
  const index = new Map<Drawn, number>();
  const visit = (drawn: Drawn): void => {
    if (index.has(drawn)) return;
    index.set(drawn, index.size);
    for (const [, , target] of drawn.edges) visit(target);
  };
  visit(start);
  return {
    snapshot: parseSnapshot([new TextEncoder().encode(writeSnapshot([...index.keys()], index))]),
    at: (drawn) => index.get(drawn)!,
  };
}

/** Writes nodes in the format of V8. */
export function writeSnapshot(nodes: readonly Drawn[], index: ReadonlyMap<Drawn, number>): string {
  const strings: string[] = [];
  const indexOf = new Map<string, number>();
  const stringIndex = (text: string): number => {
    let at = indexOf.get(text);
    if (at === undefined) {
      indexOf.set(text, (at = strings.length));
      strings.push(text);
    }
    return at;
  };
  const nodeRows = nodes.map((drawn, at) => {
    const id = drawn.id === BORN_ID ? LAST_ID_BEFORE + 2 * (at + 1) : (drawn.id ?? 2 * at + 1);
    return [NODE_TYPES.indexOf(drawn.type), stringIndex(drawn.name), id, drawn.size, drawn.edges.length, 0];
  });
  const edgeRows = nodes.flatMap((drawn) =>
    drawn.edges.map(([type, name, target]) => [
      EDGE_TYPES.indexOf(type),
      typeof name === "number" ? name : stringIndex(name),
      index.get(target)! * 6,
    ]),
  );
  const locations = nodes.flatMap((drawn, at) => (drawn.location === undefined ? [] : [at * 6, ...drawn.location]));
  const meta = {
    node_fields: ["type", "name", "id", "self_size", "edge_count", "detachedness"],
    node_types: [NODE_TYPES, "string", "number", "number", "number", "number"],
    edge_fields: ["type", "name_or_index", "to_node"],
    edge_types: [EDGE_TYPES, "string_or_number", "node"],
    location_fields: ["object_index", "script_id", "line", "column"],
  };
  const rows = (name: string, values: readonly unknown[]): string => `"${name}":[${values.join("\n,")}]`;
  return [
    `{"snapshot":${JSON.stringify({ meta, node_count: nodes.length, edge_count: edgeRows.length, trace_function_count: 0 })}`,
    rows("nodes", nodeRows),
    rows("edges", edgeRows),
    `"trace_function_infos":[]`,
    `"trace_tree":[0,1,[2,[3]]]`,
    rows("locations", locations),
    `"strings":[${strings.map((text) => JSON.stringify(text)).join(",\n")}]}`,
  ].join(",\n");
}
