import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSnapshot } from "../../src/heap/parse-snapshot.ts";
import { array, drawHeap, node, object, root, writeSnapshot, type Drawn } from "./draw-heap.ts";

const text = (drawn: Drawn): string => {
  const index = new Map<Drawn, number>();
  const visit = (each: Drawn): void => {
    if (index.has(each)) return;
    index.set(each, index.size);
    for (const [, , target] of each.edges) visit(target);
  };
  visit(drawn);
  return writeSnapshot([...index.keys()], index);
};

test("nodes, edges and strings are read by the names of their fields", () => {
  const session = object("Session", { tags: array() }, 48);
  const heap = drawHeap(root({ session }));

  const at = heap.at(session);

  expect(heap.snapshot.strings.get(heap.snapshot.nodeName[at]!)).toBe("Session");
  expect(heap.snapshot.shallowSize[at]).toBe(48);
  expect(heap.snapshot.firstEdge[at + 1]! - heap.snapshot.firstEdge[at]!).toBe(1);
});

test("a snapshot reads the same whatever the chunks it comes in", () => {
  const located = node("closure", "finish", 56);
  located.location = [1234, 56, 7];
  const bytes = new TextEncoder().encode(
    text(root({ 'quote " and \\ and 🎈': object("Größe"), list: array(object("A"), object("B")), located })),
  );
  const whole = parseSnapshot([bytes]);

  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
      const chunks: Uint8Array[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length]!;
        chunks.push(bytes.slice(at, at + size));
        at += size;
      }
      const { strings, locations, ...columns } = parseSnapshot(chunks);
      const { strings: wholeStrings, locations: wholeLocations, ...wholeColumns } = whole;
      expect(columns).toEqual(wholeColumns);
      expect([...locations.keys()]).toEqual([...wholeLocations.keys()]);
      expect([...locations.values()]).toEqual([...wholeLocations.values()]);
      expect(Array.from({ length: strings.length }, (_, at) => strings.get(at))).toEqual(
        Array.from({ length: wholeStrings.length }, (_, at) => wholeStrings.get(at)),
      );
    }),
    { numRuns: 50 },
  );
});

test("the index of a string is found without decoding the others", () => {
  const { strings } = drawHeap(root({ "line\nbreak": object("Session") })).snapshot;

  expect(strings.get(strings.indexOf("line\nbreak"))).toBe("line\nbreak");
  expect(strings.indexOf("absent")).toBe(-1);
});

test("locations belong to their nodes", () => {
  const drawn = node("closure", "finish", 56);
  drawn.location = [7, 30, 4];
  const heap = drawHeap(root({ drawn }));

  expect(heap.snapshot.locations.get(heap.at(drawn))).toEqual({ scriptId: 7, line: 30, column: 4 });
});

test("a snapshot that ends too early is refused", () => {
  const bytes = new TextEncoder().encode(text(root({ session: object("Session") })));

  for (let length = 0; length < bytes.length - 1; length += 7) {
    expect(() => parseSnapshot([bytes.slice(0, length)])).toThrow(/snapshot/);
  }
});

test("a file that is no snapshot is refused", () => {
  expect(() => parseSnapshot([new TextEncoder().encode('{"hello":"world"}')])).toThrow(
    "expected a heap snapshot, found something else",
  );
});

test("a snapshot whose numbers are damaged is refused, and says what is wrong", () => {
  const whole = text(root({ session: object("Session", { tags: array() }) }));
  const parse = (damaged: string) => () => parseSnapshot([new TextEncoder().encode(damaged)]);

  expect(parse(whole.replace('"edges":[', '"edges":[null,'))).toThrow("has something else among its numbers");
  expect(parse(whole.replace('"edges":[', '"edges":[1,'))).toThrow("has a row of numbers that is cut short");
  expect(parse(whole.replace('"edges":[', '"edges":[2,0,0,'))).toThrow(/announces \d+ edges and has \d+/);
  expect(parse(whole.replace('"self_size"', '"bytes"'))).toThrow("has no field self_size");
});

test("a snapshot of more than 512 MB of text is read: no text is longer than V8 allows", () => {
  const nodeCount = 20_000_000;
  const { snapshot } = JSON.parse(text(root({}))) as { snapshot: { node_count: number; edge_count: number } };
  const header = JSON.stringify({ snapshot: { ...snapshot, node_count: nodeCount, edge_count: 0 } }).slice(0, -1);
  const batch = 100_000;
  const rows = Buffer.from("3,0,1000001,1000000000024,0,0,".repeat(batch).slice(0, -1));
  let bytes = 0;
  function* chunks(): Generator<Uint8Array> {
    yield Buffer.from(`${header},"nodes":[`);
    for (let first = 0; first < nodeCount; first += batch) {
      if (first > 0) yield Buffer.from(",");
      bytes += rows.length;
      yield rows;
    }
    yield Buffer.from('],"edges":[],"locations":[],"strings":["Session"]}');
  }

  const read = parseSnapshot(chunks());

  expect(bytes).toBeGreaterThan(512 * 1024 * 1024);
  expect(read.nodeCount).toBe(nodeCount);
  expect([read.nodeId.at(-1), read.shallowSize.at(-1), read.strings.get(read.nodeName.at(-1)!)]).toEqual([
    1_000_001,
    1_000_000_000_024,
    "Session",
  ]);
}, 60_000);
