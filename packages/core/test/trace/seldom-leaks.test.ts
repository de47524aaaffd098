import { expect, test } from "vitest";
import { array, born, closure, node, object, root, variables, type Drawn } from "../heap/draw-heap.ts";
import { explainDrawn, OWN_SCRIPT } from "./explain-drawn.ts";

const CALLS = 1000;
const times = <Item>(count: number, draw: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => draw(at));
const module = (names: Readonly<Record<string, Drawn>>): Drawn =>
  root({ main: closure("main", variables(OWN_SCRIPT, names), [OWN_SCRIPT, 0, 0]) });

// Pages of a kilobyte at every hundredth call, of which so many were left by the calls before.
async function leaksOf(bornPages: number, earlierPages: number, bytesPerCall = 10): Promise<readonly unknown[]> {
  const page = (): Drawn => object("Page", {}, 1000);
  const pages = array(...times(earlierPages, page), ...times(bornPages, () => born(page())));
  const { leaks } = await explainDrawn(module({ pages }), CALLS, { bytesPerCall, calls: 10_000 });
  return leaks.map(({ className, count, alive }) => ({ className, count, alive }));
}

test("what every hundredth call leaves is told if all of it is still there", async () => {
  expect(await leaksOf(10, 90)).toEqual([{ className: "Page", count: 10, alive: 100 }]);
});

test("it is not if others of its sort have gone", async () => {
  expect(await leaksOf(10, 60)).toEqual([]);
});

test("nor if there is too little of it to make up the growth", async () => {
  expect(await leaksOf(10, 90, 23)).toEqual([]);
});

test("nor if so few were born that it may be an accident", async () => {
  expect(await leaksOf(7, 93, 7)).toEqual([]);
});

// A row, and the shape that it alone has: the names of its properties stand in a table of the shape.
function row(names: number, bornNames: number): Drawn {
  const drawNames = (count: number): Drawn[] => times(count, () => node("string", "column", 32));
  const newNames = drawNames(bornNames).map((name) => born(name));
  const drawn = object("Row");
  const edges = [...drawNames(names), ...newNames].map((name, at) => ["internal", String(3 * at), name] as const);
  const table = node("object shape", "system / DescriptorArray", 200, ...edges);
  const shape = node("object shape", "system / Map", 72, ["internal", "descriptors", table]);
  if (bornNames > 0) born(shape, table);
  drawn.edges.push(["internal", "map", shape]);
  return drawn;
}

const ROWS = 50;
const explainRows = async (names: number, calls: number): Promise<readonly unknown[]> => {
  const rows = array(...times(ROWS, () => row(names, 1)), row(2, 0));
  const { leaks } = await explainDrawn(module({ rows }), ROWS, { bytesPerCall: 130, calls });
  return leaks.map(({ className, count, alive, holder, retainedBytesPerCall }) => ({
    className,
    count,
    alive,
    holder,
    retainedBytesPerCall,
  }));
};

test("names of properties are told by the shapes of those who have them, with what one name more takes there", async () => {
  expect(await explainRows(5, 6 * ROWS)).toEqual([
    {
      className: "string",
      count: ROWS,
      alive: 6 * ROWS + 2,
      holder: "module variable `rows` [x] (Row)",
      retainedBytesPerCall: 32 + 72 + 24,
    },
  ]);
});

test("they are not if the calls made bore more of them than are there", async () => {
  expect(await explainRows(5, 10 * ROWS)).toEqual([]);
});

test("nor where objects share their shape, which may name the properties of others", async () => {
  const shared = row(5, 20);
  const other = object("Row");
  other.edges.push(...shared.edges.filter(([, name]) => name === "map"));

  const { leaks } = await explainDrawn(module({ rows: array(shared, other) }), 20, { bytesPerCall: 130, calls: 25 });

  expect(leaks).toEqual([]);
});
