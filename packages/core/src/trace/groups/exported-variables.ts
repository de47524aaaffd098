import type { HeapView } from "../heap-view.ts";

/** A variable that a native module exports: V8 keeps it in a cell of its own, not among the variables of the module. */
export interface ExportedVariable {
  readonly name: string;
  /** The variables of the module. */
  readonly context: number;
  /** From `context` down to the cell: the nodes in between, and the edges. */
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
}

/** Finds what a cell stands for; undefined for cells of other kinds, and where no function of the module is alive. */
export function exportedVariable(view: HeapView, cell: number): ExportedVariable | undefined {
  if (view.nameOf(cell) !== "system / Cell") return undefined;
  for (const { source: table, edge: entry } of referencesTo(view, cell)) {
    const name = keyBefore(view, table, Number(view.edgeNameOf(entry)));
    if (name === undefined) continue;
    for (const { source: module, edge: exports } of referencesTo(view, table)) {
      if (view.nameOf(module) !== "system / SourceTextModule") continue;
      const variables = referencesTo(view, module).find(({ source }) => view.sorts.context[source] === 1);
      if (variables === undefined) continue;
      return {
        name,
        context: variables.source,
        nodes: [module, table],
        edges: [variables.edge, exports, entry],
      };
    }
  }
  return undefined;
}

function referencesTo(
  { retainers: { first, edges, sources } }: HeapView,
  node: number,
): { source: number; edge: number }[] {
  const found: { source: number; edge: number }[] = [];
  for (let at = first[node]!, end = first[node + 1]!; at < end; at++)
    found.push({ source: sources[at]!, edge: edges[at]! });
  return found;
}

// A table of exports holds the name of each before its cell.
function keyBefore(view: HeapView, table: number, index: number): string | undefined {
  if (!Number.isInteger(index)) return undefined;
  const { firstEdge, edgeTarget } = view.snapshot;
  for (let edge = firstEdge[table]!, end = firstEdge[table + 1]!; edge < end; edge++) {
    if (view.edgeNameOf(edge) !== String(index - 1)) continue;
    const key = edgeTarget[edge]!;
    return view.typeOf(key) === "string" ? view.nameOf(key) : undefined;
  }
  return undefined;
}
