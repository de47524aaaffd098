import { expect, test } from "vitest";
import { born, closure, object, root, variables, type Drawn } from "../heap/draw-heap.ts";
import { explainDrawn, OWN_SCRIPT } from "./explain-drawn.ts";

const CALLS = 10;

test("a list whose elements hold the next and the one before is one leak, from whichever end they are reached", async () => {
  const list = object("JobList");
  const old = object("Job");
  const jobs = Array.from({ length: CALLS }, () => born(object("Job")));
  const ring: readonly Drawn[] = [list, old, ...jobs];
  ring.forEach((element, at) => {
    const next = ring[(at + 1) % ring.length]!;
    element.edges.push(["property", "next", next]);
    next.edges.push(["property", "previous", element]);
  });

  const drawn = root({ main: closure("main", variables(OWN_SCRIPT, { list }), [OWN_SCRIPT, 0, 0]) });
  const { leaks } = await explainDrawn(drawn, CALLS);

  expect(leaks.map(({ className, count }) => `${count} × ${className}`)).toEqual(["10 × Job"]);
  expect(leaks[0]!.holder).toBe("module variable `list` (JobList)");
  expect(leaks[0]!.kind).toBe("linked list");
});
