import fc from "fast-check";
import { expect, test } from "vitest";
import { findEssentialEdges } from "../../src/heap/essential-edges.ts";
import type { HeapSnapshot } from "../../src/heap/parse-snapshot.ts";
import { findRetainers } from "../../src/heap/retainers.ts";
import { findShortestPaths } from "../../src/heap/shortest-paths.ts";
import { distanceTo } from "./distance-to.ts";
import { array, drawHeap, node, object, root } from "./draw-heap.ts";

const pathTo = (snapshot: HeapSnapshot, target: number): string[] => {
  const { parent } = findShortestPaths(snapshot, findEssentialEdges(snapshot));
  const names: string[] = [];
  for (let at = target; at !== 0; at = parent[at]!) names.unshift(snapshot.strings.get(snapshot.nodeName[at]!));
  return names;
};

test("the shortest way is taken", () => {
  const session = object("Session");
  const heap = drawHeap(
    root({ long: object("A", { next: object("B", { session }) }), short: object("C", { session }) }),
  );

  expect(pathTo(heap.snapshot, heap.at(session))).toEqual(["global", "C", "Session"]);
});

test("a way from a global object is preferred to a shorter one from the stack", () => {
  const session = object("Session");
  const drawn = root({ app: object("App", { session }) });
  drawn.edges.push(["element", 2, node("synthetic", "(Stack roots)", 0, ["element", 1, session])]);
  const heap = drawHeap(drawn);

  expect(pathTo(heap.snapshot, heap.at(session))).toEqual(["global", "App", "Session"]);
});

test("what only a weak reference reaches is out of reach", () => {
  const target = object("Target");
  const heap = drawHeap(root({ cache: node("object", "WeakRef", 16, ["weak", "target", target]) }));

  const paths = findShortestPaths(heap.snapshot, findEssentialEdges(heap.snapshot));

  expect(distanceTo(paths, heap.at(target))).toBeUndefined();
});

test("distances are those of an exhaustive search: what a global object reaches first, then the rest", () => {
  const names = ["global", "(GC roots)", "a", "b", "c", "d", "e", "f", "g"];
  const edges = fc.array(
    fc.tuple(fc.nat(names.length - 1), fc.integer({ min: 2, max: names.length - 1 }), fc.boolean()),
    {
      maxLength: 25,
    },
  );
  fc.assert(
    fc.property(edges, (edges) => {
      const drawn = root({});
      const [global, roots] = drawn.edges.map(([, , target]) => target);
      const nodes = [global!, roots!, ...names.slice(2).map((name) => object(name))];
      for (const [from, to, isWeak] of edges) nodes[from]!.edges.push([isWeak ? "weak" : "property", "p", nodes[to]!]);
      const heap = drawHeap(drawn);
      const strong = edges.filter(([, , isWeak]) => !isWeak);

      const paths = findShortestPaths(heap.snapshot, findEssentialEdges(heap.snapshot));

      const expected = new Map([[0, 1]]);
      relax(expected, strong);
      const others = new Map([...expected, [1, 1]]);
      const isFixed = (at: number): boolean => expected.has(at);
      relax(
        others,
        strong.filter(([from, to]) => !isFixed(from) && !isFixed(to)),
      );
      for (const [at, drawn] of nodes.entries()) {
        const node = heap.at(drawn);
        if (node !== undefined) expect(distanceTo(paths, node)).toBe(others.get(at));
      }
    }),
    { numRuns: 500 },
  );
});

// Shortens distances until none can be shortened.
function relax(
  distances: Map<number, number>,
  edges: readonly (readonly [from: number, to: number, isWeak: boolean])[],
): void {
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (const [from, to] of edges) {
      const by = (distances.get(from) ?? Infinity) + 1;
      if (by >= (distances.get(to) ?? Infinity)) continue;
      distances.set(to, by);
      hasChanged = true;
    }
  }
}

test("every edge is found again from its target", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 30 }), (edges) => {
      const nodes = Array.from({ length: 10 }, (_, at) => object(`N${at}`));
      for (const [from, to] of edges) nodes[from]!.edges.push(["property", "p", nodes[to]!]);
      const { snapshot } = drawHeap(root({ all: array(...nodes) }));

      const { first, edges: incoming, sources } = findRetainers(snapshot);

      for (let at = 0; at < snapshot.nodeCount; at++) {
        for (let each = first[at]!; each < first[at + 1]!; each++) {
          const edge = incoming[each]!;
          const source = sources[each]!;
          expect(snapshot.edgeTarget[edge]).toBe(at);
          expect(edge).toBeGreaterThanOrEqual(snapshot.firstEdge[source]!);
          expect(edge).toBeLessThan(snapshot.firstEdge[source + 1]!);
        }
      }
      expect(first[snapshot.nodeCount]).toBe(snapshot.edgeCount);
    }),
  );
});
