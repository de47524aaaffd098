import { expect, test } from "vitest";
import type { Leak } from "../../src/trace/leak.ts";
import { array, born, closure, node, object, root, variables, type Drawn } from "../heap/draw-heap.ts";
import { DEPENDENCY_SCRIPT, explainDrawn, OWN_SCRIPT, RUNTIME_SCRIPT } from "./explain-drawn.ts";

const CALLS = 10;
const times = <Item>(count: number, draw: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => draw(at));
/** An array that the calls made, with its store. */
function bornArray(...elements: Drawn[]): Drawn {
  const made = born(array(...elements));
  born(made.edges[0]![2]);
  return made;
}
const path = ({ trace }: Leak): string[] =>
  trace.map(({ reference, name }) => (reference === "" ? name : `${reference}: ${name}`));

/** A list whose elements hold the next one; the last elements are born in the calls. */
function list(name: string, older: number, newer: number): Drawn {
  const elements = [...times(older, () => object(name)), ...times(newer, () => born(object(name)))];
  elements.forEach((element, at) => {
    const next = elements[at + 1];
    if (next !== undefined) element.edges.push(["property", "next", next]);
  });
  return elements[0]!;
}

function module(names: Readonly<Record<string, Drawn>>, script = OWN_SCRIPT): Drawn {
  return closure("main", variables(script, names), [script, 0, 0]);
}

test("the elements of a list of any length are held by what holds the list, and all of them are counted", async () => {
  const queue = object("Queue", { head: list("Task", 2000, CALLS) });

  const { leaks } = await explainDrawn(root({ main: module({ queue }) }), CALLS);

  expect(path(leaks[0]!).slice(0, 3)).toEqual(["module", "module variable `queue`: Queue", "`.head`: Task"]);
  expect(leaks[0]!.owner).toEqual({ kind: "own" });
  expect(leaks[0]!.alive).toBeGreaterThanOrEqual(2000 + CALLS - 1);
});

test("what earlier calls left behind is not what holds the list that they are in", async () => {
  const signal = object("Signal");
  const earlier = closure("onAbort", variables(DEPENDENCY_SCRIPT, { signal }), [DEPENDENCY_SCRIPT, 3, 1]);
  signal.edges.push(["property", "listeners", array(earlier, ...times(CALLS, () => born(object("Listener"))))]);
  const main = module({ shutdown: object("Controller", { signal }) });

  const { leaks } = await explainDrawn(root({ main }), CALLS);

  expect(path(leaks[0]!).slice(0, 3)).toEqual([
    "module",
    "module variable `shutdown`: Controller",
    "`.signal`: Signal",
  ]);
});

test("how the project reaches a variable inside a dependency's function is told", async () => {
  const around = variables(DEPENDENCY_SCRIPT, { create: object("Object") });
  const cache = object("Cache", { items: array(...times(CALLS, () => born(object("Item")))) });
  const inside = variables(DEPENDENCY_SCRIPT, { cache }, around);
  const format = closure("format", inside, [DEPENDENCY_SCRIPT, 5, 1]);
  const main = module({ formatter: object("Formatter", { format }) });

  const { leaks } = await explainDrawn(root({ main }), CALLS);

  expect(path(leaks[0]!)).toEqual([
    "module",
    "module variable `formatter`: Formatter",
    "`.format`: closure format",
    "variable `cache`: Cache",
    "`.items`: Array",
    "[x]: Item",
  ]);
  expect(leaks[0]!.owner).toEqual({ kind: "dependency", name: "lru" });
});

test("what a native module exports is one of its variables, although V8 keeps it elsewhere", async () => {
  const opened = array(...times(CALLS, () => born(object("Session"))));
  const cell = node("hidden", "system / Cell", 16, ["internal", "value", opened]);
  const exported = node("array", "", 64, ["internal", "5", node("string", "opened", 24)], ["internal", "6", cell]);
  const context = variables(OWN_SCRIPT, {});
  context.edges.push([
    "internal",
    "extension",
    node("hidden", "system / SourceTextModule", 64, ["hidden", 0, exported]),
  ]);

  const { leaks } = await explainDrawn(root({ main: closure("main", context, [OWN_SCRIPT, 0, 0]) }), CALLS);

  expect(path(leaks[0]!)).toEqual(["module", "module variable `opened`: Array", "[x]: Session"]);
});

test("an open handle is told by the object that a program knows", async () => {
  const sockets = times(CALLS, () => {
    const socket = born(object("Socket", { parser: born(object("HTTPParser")) }));
    const owner = ["property", "<symbol owner_symbol>", socket] as const;
    return [born(node("object", "TCP", 120, owner)), socket.edges[0]![2]] as const;
  });
  const handles = node("synthetic", "(Global handles)", 0);
  sockets.forEach(([tcp, parser], at) => {
    handles.edges.push(["element", 2 * at, parser], ["element", 2 * at + 1, tcp]);
  });
  const drawn = root({});
  drawn.edges[1]![2].edges.push(["element", 0, handles]);

  const { leaks } = await explainDrawn(drawn, CALLS);

  expect(path(leaks[0]!).slice(0, 2)).toEqual(["the runtime", "open handle: Socket"]);
  expect(leaks).toHaveLength(1);
  expect(leaks[0]).toMatchObject({ owner: { kind: "runtime" }, holder: "an open handle", perCall: 1 });
  expect(leaks[0]!.victims.map(({ className }) => className)).toEqual(["HTTPParser"]);
});

test("what is in a container that is made anew by every call is what piles up", async () => {
  const items = [...times(30, () => object("Item")), ...times(CALLS, () => born(object("Item")))];
  const state = born(object("Object", { items: bornArray(...items) }));
  const store = object("Store", { state });

  const { leaks } = await explainDrawn(root({ main: module({ store }) }), CALLS);

  expect(leaks).toHaveLength(1);
  expect(leaks[0]!.trace.map(({ reference, name, status }) => `${reference}: ${name} ${status}`)).toEqual([
    ": module NO",
    "module variable `store`: Store NO",
    "`.state`: Object UNKNOWN",
    "`.items`: Array UNKNOWN",
    "[x]: Item YES",
  ]);
  expect(leaks[0]!.alive).toBe(40);
});

test("what the runtime makes anew is its own business", async () => {
  const cache = bornArray(...times(256, () => born(node("string", "00", 24))));
  const main = module({ hexBytes: cache }, RUNTIME_SCRIPT);

  const { leaks } = await explainDrawn(root({ main }), CALLS);

  expect(leaks).toEqual([]);
});

test("the head of a list retains per call what each call added to it, not the older elements", async () => {
  const elements = times(100, (at) => (at < CALLS ? born(object("Entry", {}, 40)) : object("Entry", {}, 40)));
  elements.forEach((element, at) => {
    const next = elements[at + 1];
    if (next !== undefined) element.edges.push(["property", "next", next]);
  });

  const { leaks } = await explainDrawn(root({ main: module({ last: elements[0]! }) }), CALLS);

  expect(leaks[0]!.retainedBytesPerCall).toBe(40);
});

test("the promise that `then` returns goes with the callback that it was given", async () => {
  const reaction = (): Drawn =>
    born(
      node(
        "hidden",
        "system / PromiseReaction",
        48,
        ["hidden", 1, born(closure("onCancel", variables(OWN_SCRIPT, {}), [OWN_SCRIPT, 4, 2]))],
        ["hidden", 2, born(object("Promise"))],
      ),
    );
  const [first, ...others] = times(CALLS, reaction);
  others.reduce((above, below) => {
    above.edges.push(["internal", "next", below]);
    return below;
  }, first!);
  const token = node("object", "Promise", 40, ["internal", "reactions_or_result", first!]);

  const { leaks } = await explainDrawn(root({ main: module({ token }) }), CALLS);

  expect(leaks.map(({ className }) => className)).toEqual(["closure onCancel"]);
  expect(leaks[0]!.victims.map(({ className }) => className)).toEqual(["Promise (pending)"]);
});

test("what an object holds under many names is told once, wherever V8 keeps it", async () => {
  const entries = times(CALLS, (at) => [born(node("string", `id${at}`, 24)), born(object("User"))] as const);
  // A store of names has three words for each: the name, the value, and details that are no reference.
  const store = born(
    node(
      "array",
      "(object properties)",
      400,
      ...entries.flatMap(([name, user], at) => [
        ["internal", String(9 + 3 * at), name] as const,
        ["internal", String(10 + 3 * at), user] as const,
      ]),
    ),
  );
  const byId = node("object", "Object", 32, ["internal", "properties", store]);

  const { leaks } = await explainDrawn(root({ main: module({ byId }) }), CALLS);

  expect(leaks.map(path)).toEqual([["module", "module variable `byId`: Object", "`[key]`: User"]]);
  expect(leaks[0]!.victims.map(({ className }) => className)).toEqual(["string"]);
});

test("a chain whose links are alike is told by one of them", async () => {
  const last = array(...times(CALLS, () => born(object("Item"))));
  const chain = times(50, (at) => at).reduce<Drawn>(
    (after) => object("Task", { state: object("State", { next: after }) }),
    object("End", { items: last }),
  );

  const { leaks } = await explainDrawn(root({ main: module({ first: chain }) }), CALLS);

  expect(path(leaks[0]!)).toEqual([
    "module",
    "module variable `first`: Task",
    "`.state`: State",
    "`.next`: Task",
    "`.state`: State",
    "`.next`: End",
    "`.items`: Array",
    "[x]: Item",
  ]);
});
