import fc from "fast-check";
import type { HeapGraph } from "../../src/heap/depth-first.ts";
import type { EdgeFilter } from "../../src/heap/essential-edges.ts";

/** How an edge holds its target: `table` stands for what keeps nothing alive by itself but is not weak. */
export type EdgeKind = "property" | "shortcut" | "table" | "weak";

export interface RandomEdge {
  readonly from: number;
  readonly to: number;
  readonly kind: EdgeKind;
}

/** A small graph, with a size for each node. Node 0 is the root, which nothing refers to. */
export interface RandomGraph {
  readonly sizes: readonly number[];
  readonly edges: readonly RandomEdge[];
}

const kinds: fc.Arbitrary<EdgeKind> = fc.oneof(
  { weight: 6, arbitrary: fc.constant("property" as const) },
  { weight: 2, arbitrary: fc.constant("shortcut" as const) },
  { weight: 1, arbitrary: fc.constantFrom("table" as const, "weak" as const) },
);

export const randomGraphs: fc.Arbitrary<RandomGraph> = fc
  .array(fc.nat(1000), { minLength: 2, maxLength: 14 })
  .chain((sizes) => {
    const from = fc.nat(sizes.length - 1);
    const to = fc.integer({ min: 1, max: sizes.length - 1 });
    return fc
      .array(fc.record({ from, to, kind: kinds }), { maxLength: 40 })
      .map((edges) => ({ sizes, edges: edges.toSorted((a, b) => a.from - b.from) }));
  });

const EDGE_TYPES = ["property", "shortcut", "internal", "weak"];
const TYPE_OF: Readonly<Record<EdgeKind, number>> = { property: 0, shortcut: 1, table: 2, weak: 3 };

/** The graph as the columns of a snapshot. */
export function toColumns({ sizes, edges }: RandomGraph): { readonly graph: HeapGraph; readonly filter: EdgeFilter } {
  const firstEdge = new Uint32Array(sizes.length + 1);
  for (const { from } of edges) firstEdge[from + 1]!++;
  for (let at = 0; at < sizes.length; at++) firstEdge[at + 1]! += firstEdge[at]!;
  return {
    graph: {
      nodeCount: sizes.length,
      firstEdge,
      edgeTypes: EDGE_TYPES,
      edgeType: Uint8Array.from(edges, ({ kind }) => TYPE_OF[kind]),
      edgeTarget: Uint32Array.from(edges, ({ to }) => to),
    },
    filter: Uint8Array.from(edges, (edge) => Number(keepsAlive(edge))),
  };
}

export const keepsAlive = ({ from, kind }: RandomEdge): boolean =>
  kind === "property" || (kind === "shortcut" && from === 0);
