import fc from "fast-check";
import { expect, test } from "vitest";
import { findDominators } from "../../src/heap/dominators.ts";
import { findEssentialEdges } from "../../src/heap/essential-edges.ts";
import { withoutForeignEdges } from "../../src/heap/page-owned.ts";
import { retainedSizes } from "../../src/heap/retained-sizes.ts";
import { array, drawHeap, node, object, root } from "./draw-heap.ts";

interface Graph {
  readonly nodeCount: number;
  readonly edges: readonly (readonly [from: number, to: number])[];
}

const graphs: fc.Arbitrary<Graph> = fc
  .integer({ min: 1, max: 14 })
  .chain((nodeCount) =>
    fc
      .array(fc.tuple(fc.nat(nodeCount - 1), fc.nat(nodeCount - 1)), { maxLength: 40 })
      .map((edges) => ({ nodeCount, edges })),
  );

test("dominators are those that removing a node shows", () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const columns = toColumns(graph);

      const { dominator } = findDominators(columns, new Uint8Array(graph.edges.length).fill(1));

      expect([...dominator]).toEqual(naiveDominators(graph));
    }),
    { numRuns: 2000 },
  );
});

test("the root retains every byte", () => {
  fc.assert(
    fc.property(graphs, fc.infiniteStream(fc.nat(1000)), (graph, sizes) => {
      const shallow = Float64Array.from({ length: graph.nodeCount }, () => sizes.next().value as number);

      const retained = retainedSizes(
        shallow,
        findDominators(toColumns(graph), new Uint8Array(graph.edges.length).fill(1)),
      );

      expect(retained[0]).toBe(shallow.reduce((sum, size) => sum + size, 0));
      expect(retained.every((size, at) => size >= shallow[at]!)).toBe(true);
    }),
  );
});

test("an object retains what only it holds, and not what it shares", () => {
  const shared = object("Shared", {}, 100);
  const alone = object("Alone", {}, 10);
  const holder = object("Holder", { shared, alone }, 1);
  const heap = drawHeap(root({ holder, other: object("Other", { shared }) }));

  const tree = findDominators(heap.snapshot, findEssentialEdges(heap.snapshot));
  const retained = retainedSizes(heap.snapshot.shallowSize, tree);

  expect(retained[heap.at(holder)]).toBe(11);
});

test("a weak reference retains nothing", () => {
  const target = object("Target", {}, 100);
  const cache = node("object", "WeakRef", 1, ["weak", "target", target]);
  const heap = drawHeap(root({ cache, keep: array(target) }));

  const retained = retainedSizes(
    heap.snapshot.shallowSize,
    findDominators(heap.snapshot, findEssentialEdges(heap.snapshot)),
  );

  expect(retained[heap.at(cache)]).toBe(1);
});

test("the table of a WeakMap does not share a value with its key", () => {
  const value = object("Value", {}, 100);
  const key = object("Key", {}, 1);
  const table = node("array", "", 8);
  table.id = 901;
  const name = `1 / part of key (Key @1) -> value (Value @2) pair in WeakMap (table @${table.id})`;
  table.edges.push(["weak", 1, key], ["internal", name, value]);
  key.edges.push(["internal", name, value]);
  const heap = drawHeap(root({ key, weakMap: node("object", "WeakMap", 1, ["internal", "table", table]) }));

  const retained = retainedSizes(
    heap.snapshot.shallowSize,
    findDominators(heap.snapshot, findEssentialEdges(heap.snapshot)),
  );

  expect(retained[heap.at(key)]).toBe(101);
});

test("what a global object reaches is not shared with the roots of the engine", () => {
  const session = object("Session", {}, 100);
  const app = object("App", { session }, 1);
  const drawn = root({ app });
  drawn.edges.push(["element", 2, node("synthetic", "(Handle scope)", 0, ["element", 1, session])]);
  const heap = drawHeap(drawn);
  const essential = findEssentialEdges(heap.snapshot);

  const retained = retainedSizes(
    heap.snapshot.shallowSize,
    findDominators(heap.snapshot, withoutForeignEdges(heap.snapshot, essential)),
  );

  expect(retained[heap.at(app)]).toBe(101);
});

function toColumns({ nodeCount, edges }: Graph): {
  nodeCount: number;
  firstEdge: Uint32Array;
  edgeTarget: Uint32Array;
} {
  const sorted = [...edges].sort(([a], [b]) => a - b);
  const firstEdge = new Uint32Array(nodeCount + 1);
  for (const [from] of sorted) firstEdge[from + 1]!++;
  for (let at = 0; at < nodeCount; at++) firstEdge[at + 1]! += firstEdge[at]!;
  return { nodeCount, firstEdge, edgeTarget: Uint32Array.from(sorted, ([, to]) => to) };
}

// Node d dominates n if n can't be reached without d; the dominator is the one that all others dominate. What is out of reach hangs on the root.
function naiveDominators({ nodeCount, edges }: Graph): number[] {
  const reached = reach(edges, [0], -1);
  const starts = [0];
  for (let at = 1; at < nodeCount; at++) {
    if (reached.has(at)) continue;
    starts.push(at);
    for (const each of reach(edges, [at], -1)) reached.add(each);
  }
  const dominators = Array.from({ length: nodeCount }, () => new Set<number>());
  for (let removed = 0; removed < nodeCount; removed++) {
    const left =
      removed === 0
        ? new Set<number>()
        : reach(
            edges,
            starts.filter((start) => start !== removed),
            removed,
          );
    for (let at = 0; at < nodeCount; at++) if (at !== removed && !left.has(at)) dominators[at]!.add(removed);
  }
  return dominators.map((above, at) =>
    at === 0 ? 0 : [...above].find((candidate) => dominators[candidate]!.size === above.size - 1)!,
  );
}

function reach(edges: Graph["edges"], starts: readonly number[], without: number): Set<number> {
  const seen = new Set(starts);
  for (const at of seen) for (const [from, to] of edges) if (from === at && to !== without) seen.add(to);
  return seen;
}
