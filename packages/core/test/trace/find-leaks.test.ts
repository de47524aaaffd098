import { describe, expect, test } from "vitest";
import type { Leak } from "../../src/trace/leak.ts";
import { array, born, closure, map, node, object, root, set, variables, type Drawn } from "../heap/draw-heap.ts";
import { DEPENDENCY_SCRIPT, explainDrawn, OWN_SCRIPT, RUNNER_SCRIPT, RUNTIME_SCRIPT } from "./explain-drawn.ts";

const CALLS = 10;
const times = <Item>(count: number, draw: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => draw(at));
const module = (names: Readonly<Record<string, Drawn>>, script = OWN_SCRIPT): Drawn =>
  root({ main: closure("main", variables(script, names), [script, 0, 0]) });
const path = ({ trace }: Leak): string[] =>
  trace.map(({ reference, name, status }) => `${reference}: ${name} ${status}`.replace(/^: /, ""));
const summary = ({ className, count, perCall }: Leak): string => `${count} × ${className}, ${perCall} per call`;

test("nothing born is nothing leaked", async () => {
  const found = await explainDrawn(module({ cache: array(object("Session")) }), CALLS);

  expect(found).toEqual({
    calls: CALLS,
    leaks: [],
    runnerHeld: [],
    bytesPerCall: 0,
    runnerBytesPerCall: 0,
    internalBytesPerCall: 0,
    isSearched: true,
  });
});

test("an array that gains an object per call is told with the variable that holds it", async () => {
  const sessions = array(object("Session"), ...times(CALLS, () => born(object("Session", {}, 48))));

  const { leaks, bytesPerCall } = await explainDrawn(module({ sessions }), CALLS);

  expect(leaks.map(summary)).toEqual(["10 × Session, 1 per call"]);
  expect(path(leaks[0]!)).toEqual(["module NO", "module variable `sessions`: Array NO", "[x]: Session YES"]);
  expect(leaks[0]!.suspect).toBe(2);
  expect(leaks[0]!.owner).toEqual({ kind: "own" });
  expect(bytesPerCall).toBe(48);
});

test("parts of the same class as what holds them are counted with it, old ones and new ones alike", async () => {
  const entry = (age: (drawn: Drawn) => Drawn): Drawn => {
    const part = age(object("Object", { part: age(object("Object")) }));
    return age(object("Object", { list: age(node("object", "Array", 16, ["element", 0, part])) }));
  };
  const full = array(...times(20, () => entry((drawn) => drawn)), ...times(CALLS, () => entry(born)));

  const { leaks } = await explainDrawn(module({ full }), CALLS);

  expect(leaks.map(summary)).toEqual(["30 × Object, 3 per call"]);
  expect(leaks[0]!.alive).toBe(3 * (20 + CALLS));
});

test("the entries of a Set and the values of a Map are told as such, and a key goes with its value", async () => {
  const inflight = set(...times(CALLS, () => born(object("Job"))));
  const byId = map(...times(CALLS, () => [born(node("string", "id", 24)), born(object("User"))] as const));

  const { leaks } = await explainDrawn(module({ inflight, byId }), CALLS);

  expect(leaks.map((leak) => leak.trace[leak.suspect]!.reference).sort()).toEqual(["Map value", "Set entry"]);
  const user = leaks.find(({ className }) => className === "User")!;
  expect(user.victims).toEqual([{ className: "string", perCall: 1, shallowBytesPerCall: 24 }]);
});

test("a table that was made anew does not hide the collection that it belongs to", async () => {
  const inflight = set(...times(CALLS, () => born(object("Job"))));
  born(inflight.edges[0]![2]);

  const { leaks } = await explainDrawn(module({ inflight }), CALLS);

  expect(path(leaks[0]!)).toEqual(["module NO", "module variable `inflight`: Set NO", "Set entry: Job YES"]);
});

test.each(["older", "made anew"])(
  "property names that V8 remembers for a function are told, its table of them being %s",
  async (age) => {
    const names = times(2 * CALLS, (at) => node("string", `$${at}`, 32));
    born(...names.slice(CALLS));
    const table = node("array", "", 800, ...names.map((name, at) => ["internal", String(at), name] as const));
    if (age === "made anew") born(table);
    const code = node("code", "Code", 64);
    const feedback = node("code", "system / FeedbackVector", 96, ["hidden", 4, table], ["hidden", 5, born(code)]);
    const lookUp = closure("lookUp", variables(RUNTIME_SCRIPT, {}), [OWN_SCRIPT, 1, 0]);
    lookUp.edges.push([
      "internal",
      "feedback_cell",
      node("code", "system / FeedbackCell", 16, ["internal", "value", feedback]),
    ]);

    const { leaks } = await explainDrawn(module({ lookUp }), CALLS);

    expect(leaks.map(summary)).toEqual(["10 × string, 1 per call"]);
    expect(leaks[0]!.alive).toBe(2 * CALLS);
    expect(leaks[0]!.owner).toEqual({ kind: "runtime" });
    // Whoever holds the function has no part in it.
    expect(path(leaks[0]!)).toEqual(["closure lookUp NO", "what V8 remembers for this function: string YES"]);
    expect(leaks[0]!.holder).toBe("what V8 remembers for closure lookUp in /project/src/job.js:2");
  },
);

test("what a culprit keeps is its victim, and the trace goes on to the heaviest", async () => {
  const outer = variables(OWN_SCRIPT, {});
  const finish = (): Drawn => {
    const store = born(node("native", "system / JSArrayBufferData", 4096));
    const inner = born(node("object", "ArrayBuffer", 96, ["internal", "backing_store", store]));
    const buffer = born(node("object", "Buffer", 104, ["internal", "buffer", inner]));
    return born(closure("finish", born(variables(OWN_SCRIPT, { buffer }, outer)), [OWN_SCRIPT, 3, 4]));
  };
  const inflight = set(...times(CALLS, finish));

  const { leaks } = await explainDrawn(module({ inflight }), CALLS);

  expect(leaks.map(summary)).toEqual(["10 × closure finish, 1 per call"]);
  expect(path(leaks[0]!).slice(2)).toEqual(["Set entry: closure finish YES", "variable `buffer`: Buffer YES"]);
  expect(leaks[0]!.victims[0]).toEqual({ className: "Buffer", perCall: 1, shallowBytesPerCall: 4296 });
  expect(leaks[0]!.retainedBytesPerCall).toBeGreaterThanOrEqual(4296 + 56);
});

test("a backing store made visible by the snapshot is as old as its buffer", async () => {
  const buffer = node("object", "ArrayBuffer", 96, [
    "internal",
    "backing_store",
    born(node("native", "system / JSArrayBufferData", 4096)),
  ]);

  const { bytesPerCall } = await explainDrawn(module({ buffer }), CALLS);

  expect(bytesPerCall).toBe(0);
});

test("a list whose elements hold the next one is one group", async () => {
  const last = times(CALLS, () => born(object("Entry", {}, 40))).reduce((next, entry) => {
    entry.edges.push(["property", "next", next]);
    return entry;
  });

  const { leaks } = await explainDrawn(module({ head: last }), CALLS);

  expect(leaks.map(summary)).toEqual(["10 × Entry, 1 per call"]);
});

test("the parts of a string that was put together are one group", async () => {
  const text = times(CALLS, () => born(node("concatenated string", "(concatenated string)", 32))).reduce(
    (earlier, longer) => {
      longer.edges.push(["internal", "first", earlier], ["internal", "second", born(node("string", "more", 24))]);
      return longer;
    },
  );

  const { leaks } = await explainDrawn(module({ text }), CALLS);

  expect(leaks.map(summary)).toEqual(["10 × string (concatenated), 1 per call"]);
  expect(path(leaks[0]!)).toEqual(["module NO", "module variable `text`: string (concatenated) YES"]);
});

test("a leak of every tenth call is found", async () => {
  const calls = 60;
  const sessions = array(...times(calls / 10, () => born(object("Session"))));

  const { leaks } = await explainDrawn(module({ sessions }), calls);

  expect(leaks.map(summary)).toEqual(["6 × Session, 0.1 per call"]);
});

test("the call list of a test double is held by the runner", async () => {
  const state = object("Object", { calls: array(...times(CALLS, () => born(array()))) });
  const double = closure("Mock", variables(RUNNER_SCRIPT, { state }), [RUNNER_SCRIPT, 5, 0]);

  const { leaks, runnerHeld, runnerBytesPerCall, bytesPerCall } = await explainDrawn(module({ double }), CALLS);

  expect(leaks).toEqual([]);
  expect(runnerHeld.map(summary)).toEqual(["10 × Array, 1 per call"]);
  expect(runnerHeld[0]!.owner).toEqual({ kind: "runner", name: "@vitest/spy" });
  expect([runnerBytesPerCall, bytesPerCall]).toEqual([32, 0]);
});

test("what the project holds is its leak although the runner holds it too", async () => {
  const jobs = times(CALLS, () => born(object("Job")));
  const drawn = root({
    runner: closure("run", variables(RUNNER_SCRIPT, { results: array(...jobs) }), [RUNNER_SCRIPT, 0, 0]),
    main: closure("main", variables(OWN_SCRIPT, { jobs: array(...jobs) }), [OWN_SCRIPT, 0, 0]),
  });

  const { leaks, runnerHeld } = await explainDrawn(drawn, CALLS);

  expect(leaks.map(({ holder }) => holder)).toEqual(["module variable `jobs` (Array)"]);
  expect(runnerHeld).toEqual([]);
});

test("a listener belongs to whose variable holds the emitter, not to the runtime whose class it is", async () => {
  const outer = variables(OWN_SCRIPT, {});
  const emitter = object("EventEmitter", {
    _events: object("Object", {
      data: array(
        ...times(CALLS, () => born(closure("onData", born(variables(OWN_SCRIPT, {}, outer)), [OWN_SCRIPT, 9, 2]))),
      ),
    }),
  });
  emitter.location = [RUNTIME_SCRIPT, 200, 0];

  const { leaks } = await explainDrawn(module({ emitter }), CALLS);

  expect(leaks[0]!.owner).toEqual({ kind: "own" });
  expect(leaks[0]!.holder).toBe("module variable `emitter` (EventEmitter)");
});

test("what an instance of a dependency's class holds is the dependency's", async () => {
  const cache = object("LRU", { items: array(...times(CALLS, () => born(object("Item")))) });
  cache.location = [DEPENDENCY_SCRIPT, 1, 0];

  const { leaks } = await explainDrawn(module({ cache }), CALLS);

  expect(leaks[0]!.owner).toEqual({ kind: "dependency", name: "lru" });
});

test("engine types are counted apart", async () => {
  const code = born(node("code", "system / BytecodeArray", 200));

  const { leaks, internalBytesPerCall, bytesPerCall } = await explainDrawn(
    module({ holder: node("object", "Object", 32, ["internal", "code", code]) }),
    CALLS,
  );

  expect([leaks.length, internalBytesPerCall, bytesPerCall]).toEqual([0, 20, 0]);
});

test("promises are told with what the snapshot knows of their state", async () => {
  const pending = (): Drawn =>
    born(
      node("object", "Promise", 48, [
        "internal",
        "reactions_or_result",
        born(node("hidden", "system / PromiseReaction", 48)),
      ]),
    );
  const settled = (): Drawn =>
    born(node("object", "Promise", 48, ["internal", "reactions_or_result", born(object("Result"))]));

  const { leaks } = await explainDrawn(
    module({ waiting: array(...times(CALLS, pending)), done: array(...times(CALLS, settled)) }),
    CALLS,
  );

  expect(leaks.map(({ className }) => className).sort()).toEqual(["Promise (pending)", "Promise (settled)"]);
});

test("an object that gets a property per call is told once, with what its properties hold", async () => {
  const byId = object(
    "Object",
    Object.fromEntries(times(CALLS, (at) => [`id${at}`, born(object("User", { address: born(object("Address")) }))])),
  );

  const { leaks } = await explainDrawn(module({ byId }), CALLS);

  expect(leaks.map(summary)).toEqual(["10 × User, 1 per call"]);
  expect(leaks[0]!.trace[leaks[0]!.suspect]!.reference).toBe("`[key]`");
  expect(leaks[0]!.victims).toEqual([{ className: "Address", perCall: 1, shallowBytesPerCall: 32 }]);
});

describe("objects of the whole heap that could be of the same sort", () => {
  const session = (): Drawn => object("Session", { user: object("User") }, 48);
  const bornSessions = (): Drawn[] => times(CALLS, () => born(session()));

  test("are counted whoever holds them, by class, size and a property in common", async () => {
    const elsewhere = [session(), object("Session", {}, 64), object("Session", { id: object("Id") }, 48)];

    const { leaks } = await explainDrawn(
      module({ sessions: array(...bornSessions()), elsewhere: array(...elsewhere) }),
      CALLS,
    );

    expect(leaks[0]).toMatchObject({ className: "Session", alive: CALLS, alike: CALLS + 1 });
  });

  test("are not counted for texts, which are named by what they say", async () => {
    const texts = times(CALLS, (at) => born(node("string", `line ${at}`, 24)));

    const { leaks } = await explainDrawn(module({ lines: array(...texts) }), CALLS);

    expect(leaks[0]).not.toHaveProperty("alike");
  });

  test("are not counted where every call has a class of its own", async () => {
    const functions = times(CALLS, (at) => born(closure(`handler${at}`, variables(OWN_SCRIPT, {}))));

    const { leaks } = await explainDrawn(module({ handlers: array(...functions) }), CALLS);

    for (const leak of leaks) expect(leak).not.toHaveProperty("alike");
  });
});

test("a module is told by the start of its file, whichever of its functions V8 comes upon first", async () => {
  const context = variables(OWN_SCRIPT, { sessions: array(...times(CALLS, () => born(object("Session")))) });
  const late = closure("late", context, [OWN_SCRIPT, 20, 2]);
  const early = closure("early", context, [OWN_SCRIPT, 7, 4]);

  const found = await Promise.all(
    [
      { late, early },
      { early, late },
    ].map((functions) => explainDrawn(root(functions), CALLS)),
  );

  for (const { leaks } of found)
    expect(leaks[0]!.trace[0]).toMatchObject({ name: "module", position: { line: 1, column: 1 } });
});

test("the variables of a function are told by the first function that is written among them", async () => {
  const around = variables(OWN_SCRIPT, {});
  const context = variables(OWN_SCRIPT, { sessions: array(...times(CALLS, () => born(object("Session")))) }, around);
  const late = closure("late", context, [OWN_SCRIPT, 20, 2]);
  const early = closure("early", context, [OWN_SCRIPT, 7, 4]);

  const found = await Promise.all(
    [
      { late, early },
      { early, late },
    ].map((functions) => explainDrawn(root(functions), CALLS)),
  );

  for (const { leaks } of found)
    expect(leaks[0]!.trace[0]).toMatchObject({ name: "variables of a function", position: { line: 8, column: 5 } });
});
