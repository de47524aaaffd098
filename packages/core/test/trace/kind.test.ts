import { expect, test } from "vitest";
import type { TraceStep } from "../../src/trace/leak.ts";
import { type KindFacts, kindOf } from "../../src/trace/words/kind.ts";

const step = (reference: string, name: string, status: TraceStep["status"] = "NO"): TraceStep => ({
  reference,
  name,
  status,
  reason: "",
});

function facts(steps: readonly TraceStep[], more: Partial<KindFacts> = {}): KindFacts {
  const suspect = steps.findIndex(({ status }) => status === "YES");
  return {
    trace: steps,
    suspect,
    className: steps[suspect]!.name,
    count: 32,
    perCall: 1,
    owner: { kind: "own" },
    kept: [],
    ...more,
  };
}

test("a collection of the runtime, and what an addon keeps, is native: the program cannot delete from it", () => {
  const inRuntime = facts(
    [step("", "module"), step("module variable `entries`", "Array"), step("[x]", "Mark", "YES")],
    {
      owner: { kind: "runtime" },
    },
  );
  const byAddon = facts([step("", "the runtime"), step("reference", "Wrapped", "YES")], { owner: { kind: "unknown" } });

  expect([kindOf(inRuntime).kind, kindOf(byAddon).kind]).toEqual(["native", "native"]);
});

test("a Blob that the runtime keeps for its address is no handle that could be closed", () => {
  const trace = [step("", "the runtime"), step("open handle", "Blob", "YES")];
  const kindOfClass = (className: string) => kindOf(facts(trace, { owner: { kind: "runtime" }, className })).kind;

  expect([kindOfClass("Blob"), kindOfClass("Socket")]).toEqual(["native", "handle"]);
});

test("a variable that holds one thing is a value that is made anew, one behind which many are alive is a list", () => {
  const one = [step("", "module"), step("module variable `state`", "Array", "YES")];

  expect(kindOf(facts(one, { count: 1 }))).toEqual({ kind: "growing value", names: { place: "`state`" } });
  expect(kindOf(facts(one, { count: 32 })).kind).toBe("linked list");
  expect(kindOf(facts(one, { count: 2, perCall: 0.1 })).kind).toBe("other");
});

test("a cache is known by the name of what holds it, or of its class", () => {
  const inCache = (name: string, className: string): string =>
    kindOf(
      facts([step("", "module"), step(`module variable \`${name}\``, className), step("Map value", "Page", "YES")]),
    ).kind;

  expect([inCache("pageCache", "Map"), inCache("memoized", "Map"), inCache("pages", "PageCache")]).toEqual([
    "cache",
    "cache",
    "cache",
  ]);
  expect([inCache("pages", "Map"), inCache("memory", "Map")]).toEqual(["map entry", "map entry"]);
});

test("a promise behind which a function waits is told with the function", () => {
  const pending = [
    step("", "module"),
    step("variable `inflight`", "Set"),
    step("Set entry", "Promise (pending)", "YES"),
  ];

  expect(kindOf(facts(pending)).kind).toBe("pending promise");
  expect(kindOf(facts(pending, { kept: ["string", "async function download (suspended)"] }))).toMatchObject({
    kind: "suspended function",
    names: { functionName: "download", holder: "`inflight`", holderClass: "Set" },
  });
});

test("which function starts a timer is told only if the text has one of the two", () => {
  const timer = [step("", "the runtime"), step("running timer", "Timeout", "YES")];
  const starterIn = (creator: string): string | undefined => kindOf(facts(timer, { creator })).names.starter;

  expect(starterIn("setTimeout(() => {}, 5)")).toBe("setTimeout");
  expect(starterIn("setTimeout(a); setInterval(b)")).toBeUndefined();
});

test("the resolve function of a promise that is settled waits for nothing", () => {
  const resolvers = [
    step("", "module"),
    step("variable `done`", "Array"),
    step("[x]", "resolve function of a Promise", "YES"),
  ];

  expect(kindOf(facts(resolvers, { kept: ["Promise (pending)"] })).kind).toBe("pending promise");
  expect(kindOf(facts(resolvers, { kept: ["Promise (fulfilled)"] })).kind).toBe("element");
});
