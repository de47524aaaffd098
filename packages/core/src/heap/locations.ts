/** A position in a script as V8 states it: line and column count from 0. */
export interface ScriptLocation {
  readonly scriptId: number;
  readonly line: number;
  readonly column: number;
}

/** Where the functions, and the constructors of objects, stand in their scripts: by node. */
export interface Locations {
  readonly size: number;
  has(node: number): boolean;
  get(node: number): ScriptLocation | undefined;
  keys(): Iterable<number>;
  values(): Iterable<ScriptLocation>;
  /** The scripts that anything stands in. */
  scriptIds(): Set<number>;
}

/** Positions in columns, one entry per position: the node that it belongs to, and where it lies. */
export interface LocationColumns {
  readonly nodes: Uint32Array;
  readonly scriptIds: Uint32Array;
  readonly lines: Uint32Array;
  readonly columns: Uint32Array;
}

/**
 * Creates locations from columns.
 * A large heap has millions, few of which are ever asked for: they stay numbers until then.
 */
export function createLocations({ nodes, scriptIds, lines, columns }: LocationColumns): Locations {
  // One more than the row of each node; 0 for nodes without a location.
  let rows: Uint32Array | undefined;
  const rowOf = (node: number): number => {
    rows ??= findRows(nodes);
    return (rows[node] ?? 0) - 1;
  };
  const at = (row: number): ScriptLocation => ({
    scriptId: scriptIds[row]!,
    line: lines[row]!,
    column: columns[row]!,
  });
  return {
    size: nodes.length,
    has: (node) => rowOf(node) >= 0,
    get(node) {
      const row = rowOf(node);
      return row < 0 ? undefined : at(row);
    },
    keys: () => nodes,
    *values() {
      for (let row = 0; row < nodes.length; row++) yield at(row);
    },
    scriptIds: () => new Set(scriptIds),
  };
}

function findRows(nodes: Uint32Array): Uint32Array {
  const last = nodes.reduce((most, node) => Math.max(most, node), -1);
  const rows = new Uint32Array(last + 1);
  for (let row = 0; row < nodes.length; row++) rows[nodes[row]!] = row + 1;
  return rows;
}

const NONE = new Uint32Array(0);

/** The locations of a snapshot that states none. */
export const NO_LOCATIONS: Locations = createLocations({ nodes: NONE, scriptIds: NONE, lines: NONE, columns: NONE });
