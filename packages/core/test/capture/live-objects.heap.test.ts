import { afterEach, beforeEach, expect, test } from "vitest";
import { type Inspector, openInspector } from "../../src/capture/inspector.ts";
import { findGrownCollections } from "../../src/capture/live-objects.ts";

let inspector: Inspector;

beforeEach(() => {
  inspector = openInspector();
});

afterEach(() => {
  inspector.close();
});

test("a list and a map that gain numbers are found, with their sizes", async () => {
  const list = [0];
  const map = new Map([[0, 0]]);
  const run = async (): Promise<void> => {
    for (let call = 1; call <= 100; call++) {
      list.push(call);
      map.set(call, call);
    }
  };

  const grown = await findGrownCollections(inspector, run, 50, () => Infinity);

  expect(grown?.map(({ sizeBefore, sizeAfter }) => [sizeBefore, sizeAfter])).toEqual([
    [1, 101],
    [1, 101],
  ]);
});

test("where the queries would take longer than there is time, nothing is run", async () => {
  let runs = 0;
  const run = async (): Promise<void> => {
    runs++;
  };

  expect(await findGrownCollections(inspector, run, 50, () => 0)).toBeUndefined();
  expect(runs).toBe(0);
});
