import { keepsAlive, type RandomEdge, type RandomGraph } from "./random-graphs.ts";

/** What holds what, found by taking nodes away one by one and looking at what can still be reached. */
export interface NaiveDominators {
  readonly dominators: readonly number[];
  readonly retained: readonly number[];
}

export function findNaively({ sizes, edges }: RandomGraph): NaiveDominators {
  const nodes = sizes.map((_, node) => node);
  const holding = holdingEdges(edges);
  const starts = findStarts(nodes, holding);
  const lostWithout = nodes.map((removed) => {
    const left =
      removed === 0
        ? new Set<number>()
        : reach(
            holding,
            starts.filter((start) => start !== removed),
            removed,
          );
    return nodes.filter((node) => !left.has(node));
  });
  // What dominates a node is what it is lost without; the nearest of those is lost without all others.
  const above = nodes.map((node) => nodes.filter((other) => other !== node && lostWithout[other]!.includes(node)));
  return {
    dominators: above.map((candidates, node) =>
      node === 0 ? 0 : candidates.find((candidate) => above[candidate]!.length === candidates.length - 1)!,
    ),
    retained: lostWithout.map((lost) => lost.reduce((sum, node) => sum + sizes[node]!, 0)),
  };
}

// An edge from what no global object reaches to what one reaches does not count.
function holdingEdges(edges: readonly RandomEdge[]): readonly RandomEdge[] {
  const globals = edges.filter(({ from, kind }) => from === 0 && kind === "shortcut").map(({ to }) => to);
  const owned = reach(
    edges.filter(({ kind }) => kind !== "weak"),
    globals,
    -1,
  );
  return edges.filter((edge) => keepsAlive(edge) && (edge.from === 0 || owned.has(edge.from) || !owned.has(edge.to)));
}

// What is out of reach hangs on the root: first what nothing holds, then, of what only holds itself in a circle, the first.
function findStarts(nodes: readonly number[], edges: readonly RandomEdge[]): number[] {
  const starts = [0];
  const orphans = nodes.filter((node) => !reach(edges, starts, -1).has(node));
  const isHeld = (node: number): boolean =>
    edges.some(({ from, to }) => to === node && from !== node && orphans.includes(from));
  for (const orphan of [...orphans.filter((node) => !isHeld(node)), ...orphans.filter(isHeld)]) {
    if (!reach(edges, starts, -1).has(orphan)) starts.push(orphan);
  }
  return starts;
}

function reach(edges: readonly RandomEdge[], starts: readonly number[], without: number): Set<number> {
  const seen = new Set(starts);
  for (const at of seen) for (const { from, to } of edges) if (from === at && to !== without) seen.add(to);
  return seen;
}
