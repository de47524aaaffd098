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
}

const WIDTH = 4;

/**
 * Reads locations from rows of node, script, line and column.
 * A large heap has millions, few of which are ever asked for: they stay numbers until then.
 */
export function createLocations(rows: Uint32Array): Locations {
  let rowOfNode: Map<number, number> | undefined;
  const rowOf = (node: number): number | undefined => {
    if (rowOfNode === undefined) {
      rowOfNode = new Map();
      for (let row = 0; row < rows.length; row += WIDTH) rowOfNode.set(rows[row]!, row);
    }
    return rowOfNode.get(node);
  };
  const at = (row: number): ScriptLocation => ({
    scriptId: rows[row + 1]!,
    line: rows[row + 2]!,
    column: rows[row + 3]!,
  });
  return {
    size: rows.length / WIDTH,
    has: (node) => rowOf(node) !== undefined,
    get(node) {
      const row = rowOf(node);
      return row === undefined ? undefined : at(row);
    },
    *keys() {
      for (let row = 0; row < rows.length; row += WIDTH) yield rows[row]!;
    },
    *values() {
      for (let row = 0; row < rows.length; row += WIDTH) yield at(row);
    },
  };
}
