import fc from "fast-check";
import { expect, test } from "vitest";
import { findDominators } from "../../src/heap/dominators.ts";
import { findEssentialEdges } from "../../src/heap/essential-edges.ts";
import { retainedSizes } from "../../src/heap/retained-sizes.ts";
import { array, drawHeap, node, object, root } from "./draw-heap.ts";
import { findNaively } from "./naive-dominators.ts";
import { randomGraphs, toColumns } from "./random-graphs.ts";

test("dominators and retained sizes are those that taking nodes away shows", () => {
  fc.assert(
    fc.property(randomGraphs, (random) => {
      const { graph, filter } = toColumns(random);
      const naive = findNaively(random);

      const tree = findDominators(graph, filter);

      expect([...tree.dominator]).toEqual(naive.dominators);
      expect([...retainedSizes(Uint32Array.from(random.sizes), tree)]).toEqual(naive.retained);
    }),
    { numRuns: 5000 },
  );
});

test("a dominator comes before what it dominates", () => {
  fc.assert(
    fc.property(randomGraphs, (random) => {
      const { graph, filter } = toColumns(random);

      const { dominator, order } = findDominators(graph, filter);

      expect([...order].toSorted((a, b) => a - b)).toEqual(random.sizes.map((_, node) => node));
      for (const [at, node] of order.entries()) expect(order.indexOf(dominator[node]!)).toBeLessThanOrEqual(at);
    }),
  );
});

test("the root retains every byte", () => {
  fc.assert(
    fc.property(randomGraphs, (random) => {
      const { graph, filter } = toColumns(random);

      const retained = retainedSizes(Uint32Array.from(random.sizes), findDominators(graph, filter));

      expect(retained[0]).toBe(random.sizes.reduce((sum, size) => sum + size, 0));
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

  const retained = retainedSizes(
    heap.snapshot.shallowSize,
    findDominators(heap.snapshot, findEssentialEdges(heap.snapshot)),
  );

  expect(retained[heap.at(app)]).toBe(101);
});
