import { expect, test } from "vitest";
import type { Leak } from "../../src/trace/leak.ts";
import { array, born, closure, map, object, root, variables, type Drawn } from "../heap/draw-heap.ts";
import { explainDrawn, OWN_SCRIPT, RUNTIME_SCRIPT } from "./explain-drawn.ts";

const CALLS = 10;
const times = <Item>(count: number, draw: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => draw(at));
const module = (names: Readonly<Record<string, Drawn>>, script = OWN_SCRIPT): Drawn =>
  root({ main: closure("main", variables(script, names), [script, 0, 0]) });
const summary = ({ className, count, alive, alike, kind, holder }: Leak): unknown => ({
  className,
  count,
  alive,
  alike,
  kind,
  holder,
});

test("what every call leaves in another old object is one leak", async () => {
  const filled = times(3, () => object("Slot", { reading: object("Reading") }));
  const slots = array(...filled, ...times(CALLS, () => object("Slot", { reading: born(object("Reading")) })));
  const elsewhere = array(
    object("Slot", { reading: object("Reading") }),
    object("Box", { reading: object("Reading") }),
  );

  const { leaks } = await explainDrawn(module({ slots, elsewhere }), CALLS);

  expect(leaks.map(summary)).toEqual([
    {
      className: "Reading",
      count: CALLS,
      alive: 3 + CALLS,
      alike: 3 + CALLS,
      kind: "property",
      holder: "module variable `slots` [x] (Slot)",
    },
  ]);
  expect(leaks[0]!.trace.map(({ reference, name, status }) => `${reference} ${name} ${status}`.trim())).toEqual([
    "module NO",
    "module variable `slots` Array NO",
    "[x] Slot NO",
    "`.reading` Reading YES",
  ]);
  expect(leaks[0]!.retainedBytesPerCall).toBe(32);
});

test("plain objects in plain objects are no list", async () => {
  const slots = array(...times(CALLS, () => object("Object", { reading: born(object("Object")) })));

  const { leaks } = await explainDrawn(module({ slots }), CALLS);

  expect(leaks.map(({ kind, count, alive }) => ({ kind, count, alive }))).toEqual([
    { kind: "property", count: CALLS, alive: CALLS },
  ]);
});

test("a store that each holder makes for it counts as well", async () => {
  const lists = times(CALLS, () => {
    const list = array(born(object("Reading")));
    born(list.edges[0]![2]);
    return list;
  });

  const { leaks } = await explainDrawn(module({ lists: array(...lists) }), CALLS);

  expect(
    leaks.map(({ kind, shallowBytesPerCall, retainedBytesPerCall }) => [
      kind,
      shallowBytesPerCall,
      retainedBytesPerCall,
    ]),
  ).toEqual([["element", 32 + 24, 32 + 24]]);
});

test("the leaves of a tree are of one sort, however deep they lie", async () => {
  const grow = (depth: number): Drawn =>
    depth === 0
      ? object("Branch", { value: born(object("Reading")) })
      : object("Branch", { left: grow(depth - 1), right: grow(Math.floor(depth / 2)) });

  const { leaks } = await explainDrawn(module({ root: grow(5) }), CALLS);

  expect(leaks.map(({ className, alive, kind }) => ({ className, alive, kind }))).toEqual([
    { className: "Reading", alive: 14, kind: "property" },
  ]);
});

test("entries of many maps are one leak with the map of maps", async () => {
  const tenants = map(
    ...times(CALLS, () => [object("Key"), map([object("Key"), born(object("Session"))] as const)] as const),
  );

  const { leaks } = await explainDrawn(module({ tenants }), CALLS);

  expect(leaks.map(({ kind, count, holder }) => ({ kind, count, holder }))).toEqual([
    { kind: "map entry", count: CALLS, holder: "module variable `tenants` Map value (Map)" },
  ]);
});

test("what two variables lead to, and what the runtime keeps, is not put together", async () => {
  const few = (): Drawn => array(...times(2, () => object("Slot", { reading: born(object("Reading")) })));

  const own = await explainDrawn(module({ first: few(), second: few() }), 2 * CALLS);
  const runtime = await explainDrawn(
    module(
      { slots: array(...times(CALLS, () => object("Slot", { reading: born(object("Reading")) }))) },
      RUNTIME_SCRIPT,
    ),
    CALLS,
  );

  expect([own.leaks, runtime.leaks]).toEqual([[], []]);
});
