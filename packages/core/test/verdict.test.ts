import { describe, expect, test } from "vitest";
import type { JudgeEvidence } from "../src/evidence.ts";
import type { Growth, GrowthRates } from "../src/growth.ts";
import type { Explanation, Leak } from "../src/trace/leak.ts";
import { callsUntilBytesTell, type Evidence, giveVerdict, withoutTurnover } from "../src/verdict.ts";

const growing = (bytesPerCall: number, calls = 2000): Growth => ({ kind: "growing", bytesPerCall, calls, rounds: 6 });
const flat: Growth = { kind: "flat", bytesPerCall: 0, calls: 2000 };
const undecided = (bytesPerCall: number): Growth => ({ kind: "undecided", bytesPerCall });

const judges = (heap: Growth, external: Growth = flat): JudgeEvidence[] => [
  { judge: "heap", growth: heap },
  { judge: "external", growth: external },
];

const leakOf = (bytesPerCall: number, alive = 1000): Leak =>
  ({ className: "Session", count: 100, perCall: 1, alive, retainedBytesPerCall: bytesPerCall }) as Leak;

const explanation = (parts: Partial<Explanation> = {}): Explanation => ({
  calls: 100,
  leaks: [],
  runnerHeld: [],
  bytesPerCall: 0,
  runnerBytesPerCall: 0,
  internalBytesPerCall: 0,
  isSearched: true,
  snapshot: { bytes: 0, milliseconds: 0 },
  ...parts,
});

const rates = (bytesPerCall: number, others: Partial<GrowthRates> = {}): GrowthRates => ({
  overall: bytesPerCall,
  stepped: bytesPerCall,
  usual: bytesPerCall,
  eighth: bytesPerCall,
  round: bytesPerCall,
  ...others,
});

const heapRates = (bytesPerCall: number, others: Partial<GrowthRates> = {}): Pick<Evidence, "rates"> => ({
  rates: new Map([["heap", rates(bytesPerCall, others)]]),
});

const moving = (found: JudgeEvidence[]): Pick<Evidence, "judges" | "heapStandsStill"> => ({
  judges: found,
  heapStandsStill: false,
});

const verdictOn = (parts: Partial<Evidence>): ReturnType<typeof giveVerdict> =>
  giveVerdict({
    judges: judges(flat),
    rounds: 6,
    calls: 2000,
    rates: new Map((parts.judges ?? []).map(({ judge, growth: { bytesPerCall } }) => [judge, rates(bytesPerCall)])),
    heapStandsStill: false,
    roundsEnd: "time",
    explanation: undefined,
    explainedCalls: 1000,
    isUnconfirmed: false,
    leaks: [],
    ignored: [],
    ...parts,
  });

test("growth by less than the engine's tables never tells by itself, other growth after 20,000 calls", () => {
  expect(callsUntilBytesTell(judges(growing(20, 50_000)))).toBe(Infinity);
  expect(callsUntilBytesTell(judges(undecided(100)))).toBe(Infinity);
  expect(callsUntilBytesTell(judges(growing(30, 5000)))).toBe(15_000);
  expect(callsUntilBytesTell(judges(growing(30, 46_000)))).toBe(0);
});

test("flat bytes clear, whatever a snapshot might show", () => {
  expect(verdictOn({ leaks: [leakOf(100)] })).toMatchObject({ kind: "clean", because: "flat" });
});

test("objects that account for even growth convict", () => {
  const leaks = [leakOf(100)];

  expect(verdictOn({ judges: judges(growing(100)), explanation: explanation({ leaks }), leaks })).toMatchObject({
    kind: "leaking",
    proof: "objects",
    bytesPerCall: 100,
    calls: 2000,
    judges: ["heap"],
  });
});

test("objects of which some have gone, and that came to a halt in the last round, may be a cache that is full", () => {
  const cache = { ...leakOf(100), alive: 8001 };
  const evidence = {
    judges: judges(growing(100, 9900)),
    explanation: explanation({ leaks: [cache] }),
    explainedCalls: 9900,
    leaks: [cache],
  };
  const latest = (round: number): Pick<Evidence, "rates"> => heapRates(100, { eighth: 60, round });

  expect(verdictOn({ ...evidence, ...latest(0) })).toMatchObject({ reason: { kind: "slowing", bytesPerCall: 0 } });
  expect(verdictOn({ ...evidence, ...latest(60) })).toMatchObject({ kind: "leaking" });
  // Fewer of what a worker that ran other tests has many of: the whole heap does not tell.
  const fewer = { leaks: [{ ...cache, alive: 5000, alike: 20_000 }] };
  expect(verdictOn({ ...evidence, ...latest(0), ...fewer })).toMatchObject({ reason: { kind: "slowing" } });
  expect(verdictOn({ ...evidence, ...latest(60), ...fewer })).toMatchObject({ kind: "leaking" });
  expect(verdictOn({ ...evidence, ...latest(0), leaks: [{ ...cache, alive: 9890 }] })).toMatchObject({
    kind: "leaking",
  });
  // A chain of which each link holds the next one: from the last old one there are only those of the marked calls.
  expect(verdictOn({ ...evidence, ...latest(0), leaks: [{ ...cache, alive: 100 }] })).toMatchObject({
    kind: "leaking",
  });
});

test("over few calls, objects that make up little of even growth do not convict", () => {
  const leaks = [leakOf(16)];
  const evidence = (calls: number): Partial<Evidence> => ({
    judges: judges(growing(120, calls)),
    explanation: explanation({ leaks }),
    leaks,
  });

  expect(verdictOn(evidence(100))).toMatchObject({ kind: "inconclusive", reason: { kind: "unaccounted" } });
  expect(verdictOn(evidence(2000))).toMatchObject({ kind: "leaking" });
});

describe("where growth is even and no snapshot was taken", () => {
  test("bytes convict if none was wanted", () => {
    expect(verdictOn({ judges: judges(growing(100)) })).toMatchObject({ kind: "leaking", proof: "bytes" });
  });

  test("neither the start of a large library nor the engine's tables convict, wanted or not", () => {
    const withheld = { kind: "inconclusive", reason: { kind: "unconfirmed" } };

    expect(verdictOn({ judges: judges(growing(600, 183)) })).toMatchObject(withheld);
    expect(verdictOn({ judges: judges(growing(15.5, 1809)) })).toMatchObject(withheld);
    expect(verdictOn({ judges: judges(growing(600_000, 183)), roundsEnd: "maxGrowth" })).toMatchObject({
      kind: "leaking",
      proof: "bytes",
    });
  });

  test("the verdict is withheld if there was no time for it", () => {
    expect(verdictOn({ judges: judges(growing(100)), isUnconfirmed: true })).toEqual({
      kind: "inconclusive",
      reason: { kind: "unconfirmed", bytesPerCall: 100, calls: 2000 },
    });
  });

  test("so many calls that no usual cache fills longer convict nevertheless", () => {
    const evidence = { judges: judges(growing(100, 20_000)), isUnconfirmed: true, roundsEnd: "grown" } as const;

    expect(verdictOn(evidence)).toMatchObject({ kind: "leaking", proof: "bytes" });
    // As of a cache of 12,000 entries after 20,040 calls.
    expect(verdictOn({ ...evidence, ...heapRates(100, { eighth: 7, round: 30 }) })).toMatchObject({
      reason: { kind: "unconfirmed" },
    });
    expect(verdictOn({ ...evidence, judges: judges(growing(100, 12_000)) })).toMatchObject({ kind: "inconclusive" });
  });

  test("so many bytes that the bound for growth was reached do too", () => {
    const evidence = { judges: judges(growing(2e6, 90)), isUnconfirmed: true, roundsEnd: "maxGrowth" } as const;

    expect(verdictOn(evidence)).toMatchObject({ kind: "leaking", proof: "bytes" });
  });

  test("what the engine's own tables can grow by convicts never", () => {
    const evidence = { judges: judges(growing(20, 20_000)), isUnconfirmed: true, roundsEnd: "grown" } as const;

    expect(verdictOn(evidence)).toMatchObject({ kind: "inconclusive" });
  });
});

describe("where the bytes are not sure", () => {
  const leaks = [leakOf(100)];
  const unsure = { judges: judges(undecided(100)), explanation: explanation({ leaks }), leaks };

  test("objects convict after three rounds", () => {
    expect(verdictOn({ ...unsure, rounds: 3 })).toMatchObject({ kind: "leaking", proof: "objects" });
    expect(verdictOn({ ...unsure, rounds: 2 })).toMatchObject({ kind: "inconclusive" });
  });

  test("objects that make up little of the growth do not", () => {
    const few = [leakOf(16)];

    expect(verdictOn({ ...unsure, explanation: explanation({ leaks: few }), leaks: few })).toMatchObject({
      kind: "inconclusive",
    });
  });

  test("objects that the bytes did not grow with replaced others", () => {
    expect(verdictOn({ ...unsure, judges: judges(undecided(10)), rounds: 6 })).toMatchObject({
      kind: "clean",
      because: "no objects",
    });
  });

  test("nor are they cleared before as many calls again were made: a table that doubles stands still for half of the calls", () => {
    const evidence = { ...unsure, judges: judges(undecided(0)), rounds: 6, calls: 2744 };

    expect(verdictOn({ ...evidence, explainedCalls: 2744 })).toMatchObject({ kind: "inconclusive" });
    expect(verdictOn({ ...evidence, explainedCalls: 1300 })).toMatchObject({ kind: "clean" });
    expect(verdictOn({ ...evidence, explainedCalls: 1300, ...heapRates(0, { overall: 34 }) })).toMatchObject({
      kind: "inconclusive",
    });
  });

  test("nor are places of 8 B in a list that stands between two steps", () => {
    const places = [{ ...leakOf(8), className: "number or shared value", count: 1000 }];
    const evidence = { judges: judges(undecided(0)), explanation: explanation({ leaks: places }), leaks: places };
    const grown = (overall: number) => verdictOn({ ...evidence, calls: 29_785, ...heapRates(0, { overall }) });

    expect(grown(8.2)).toMatchObject({ kind: "inconclusive" });
    expect(grown(3)).toMatchObject({ kind: "clean", because: "no objects" });
  });

  test("objects that are all there are not cleared while the heap falls: what earlier tests left may hide them", () => {
    const fallen = (bytesPerCall: number, rounds: number) =>
      verdictOn({ ...unsure, judges: judges(undecided(bytesPerCall)), calls: 3000, rounds });

    expect(fallen(-4, 6)).toMatchObject({ kind: "inconclusive", reason: { kind: "falling", bytesPerCall: -4 } });
    expect(fallen(-4, 3)).toMatchObject({ kind: "inconclusive", reason: { kind: "too few rounds" } });
    expect(fallen(-2, 6)).toMatchObject({ kind: "clean", because: "no objects" });
  });

  test("judges that saw nothing grow are not named", () => {
    const evidence = { ...unsure, judges: judges(undecided(100), undecided(0)) };

    expect(verdictOn(evidence)).toMatchObject({ kind: "leaking", judges: ["heap"] });
  });

  test("objects in stores that were made anew are not cleared where the bytes grew by an object for each", () => {
    const inLargeStores = [leakOf(968)];
    const evidence = { ...unsure, judges: judges(undecided(38)), leaks: inLargeStores, rounds: 6 };

    expect(verdictOn({ ...evidence, explanation: explanation({ leaks: inLargeStores }) })).toMatchObject({
      kind: "inconclusive",
    });
  });
});

describe("where the bytes are not sure and nothing piled up", () => {
  test("a bounded cache that is full is clean: it bears objects and does not grow", () => {
    const turnedOver = explanation({ leaks: [leakOf(100, 50)] });

    expect(verdictOn({ judges: judges(undecided(10)), explanation: turnedOver })).toMatchObject({ kind: "clean" });
  });

  test("one thing that is made anew and weighs as much as was gained is not cleared", () => {
    const sum = { ...leakOf(0, 1), className: "bigint", count: 1, perCall: 0.01, retainedBytesPerCall: 1550 };
    const evidence = { judges: judges(undecided(8.2)), explanation: explanation({ leaks: [sum] }), leaks: [] };

    expect(verdictOn({ ...evidence, explainedCalls: 19_000 })).toMatchObject({ kind: "inconclusive" });
    expect(verdictOn({ ...evidence, explainedCalls: 1000 })).toMatchObject({ kind: "clean", because: "no objects" });
  });

  test("it is where less than the finest growth that has a name was gained: the last event that a library keeps", () => {
    const event = { ...leakOf(0, 2), className: "MouseEvent", count: 1, perCall: 0.01, retainedBytesPerCall: 42 };
    const evidence = { judges: judges(undecided(2.64)), explanation: explanation({ leaks: [event] }), leaks: [] };

    expect(
      verdictOn({ ...evidence, calls: 1108, ...heapRates(2.64, { overall: 116 }), explainedCalls: 1108 }),
    ).toMatchObject({
      kind: "clean",
      because: "no objects",
    });
  });

  test("much growth of which no call left an object is not cleared; little is", () => {
    const evidence = { judges: judges(undecided(30)), explanation: explanation() };

    expect(verdictOn({ ...evidence, calls: 1000 })).toMatchObject({ kind: "clean", because: "no objects" });
    expect(verdictOn({ ...evidence, calls: 3000 })).toMatchObject({ reason: { kind: "unaccounted" } });
    // A table that doubles may have stood still in the last rounds.
    const still = { ...evidence, judges: judges(undecided(0)), calls: 3000 };
    expect(verdictOn({ ...still, ...heapRates(0, { stepped: 25 }) })).toMatchObject({
      reason: { kind: "unaccounted" },
    });
  });

  test("the latest of what is replaced tells of no more growth than it weighs", () => {
    const latest = (bytes: number) => ({ ...leakOf(bytes / 100, 1), count: 1, perCall: 0.01 });
    const stepped = (bytes: number) => ({
      judges: judges(undecided(0)),
      explanation: explanation({ leaks: [latest(bytes)] }),
      calls: 26_000,
      ...heapRates(0, { stepped: 8 }),
    });

    // The list that it stands in has doubled.
    expect(verdictOn(stepped(64))).toMatchObject({ reason: { kind: "unaccounted" } });
    expect(verdictOn(stepped(200_000))).toMatchObject({ kind: "clean", because: "no objects" });
  });

  test("so much memory outside the heap is not cleared either: a typed array that doubles bears no object", () => {
    const evidence = { judges: judges(flat, undecided(0)), explanation: explanation(), calls: 56_000 };
    const external = (stepped: number) => new Map([["external", rates(0, { stepped })] as const]);

    expect(verdictOn({ ...evidence, rates: external(7) })).toMatchObject({ reason: { kind: "unaccounted" } });
    // The latest of them is there, whatever it tells.
    const latest = { ...leakOf(0, 1), count: 1, perCall: 0.001 };
    const one = { rates: external(7), explanation: explanation({ leaks: [latest] }) };
    expect(verdictOn({ ...evidence, ...one })).toMatchObject({ reason: { kind: "unaccounted" } });
    const turnedOver = { rates: external(7), explanation: explanation({ leaks: [leakOf(100, 50)] }) };
    expect(verdictOn({ ...evidence, ...turnedOver })).toMatchObject({ kind: "clean", because: "no objects" });
    expect(verdictOn({ ...evidence, rates: external(0.5) })).toMatchObject({ kind: "clean", because: "no objects" });
  });

  test("growth by as much as the objects weigh is not cleared", () => {
    const turnedOver = explanation({ leaks: [leakOf(280, 50)] });

    expect(verdictOn({ judges: judges(undecided(280)), explanation: turnedOver })).toMatchObject({
      kind: "inconclusive",
    });
  });
});

describe("where growth is even and no object of the body stays", () => {
  const evidence = { judges: judges(growing(100)) };

  test("a runner that holds as much clears the body", () => {
    const held = explanation({ runnerHeld: [leakOf(90)], runnerBytesPerCall: 90 });

    expect(verdictOn({ ...evidence, explanation: held })).toMatchObject({ kind: "clean", because: "not the body" });
  });

  test("a runner that holds little does not", () => {
    const held = explanation({ runnerHeld: [leakOf(10)], runnerBytesPerCall: 10 });

    expect(verdictOn({ ...evidence, explanation: held })).toMatchObject({
      kind: "inconclusive",
      reason: { kind: "unaccounted" },
    });
  });

  test("the engine's own tables clear it only if collections that gain numbers were looked for", () => {
    const tables = explanation({ internalBytesPerCall: 100 });
    const little = { judges: judges(growing(8)) };

    expect(verdictOn({ ...little, explanation: tables })).toMatchObject({ kind: "clean", because: "not the body" });
    expect(verdictOn({ ...little, explanation: { ...tables, isSearched: false } })).toMatchObject({
      kind: "inconclusive",
    });
  });

  test("the engine's tables do not clear it where objects that stayed could make it up", () => {
    const withObjects = explanation({ internalBytesPerCall: 100, bytesPerCall: 2.2 });

    expect(verdictOn({ judges: judges(growing(3.3)), explanation: withObjects })).toMatchObject({
      kind: "inconclusive",
      reason: { kind: "unaccounted" },
    });
    expect(verdictOn({ judges: judges(growing(8)), explanation: withObjects })).toMatchObject({
      because: "not the body",
    });
  });

  test("a step of the engine's tables clears it however many calls were marked", () => {
    const tables = explanation({ calls: 1000, internalBytesPerCall: 6 });

    expect(verdictOn({ judges: judges(growing(20)), explanation: tables })).toMatchObject({ because: "not the body" });
  });

  test("what grew and stands still by now, with nothing left behind that could, is clean", () => {
    const onStandstill = (parts: Partial<Evidence>): ReturnType<typeof giveVerdict> =>
      verdictOn({
        judges: judges(growing(18)),
        explanation: explanation({ bytesPerCall: 260 }),
        heapStandsStill: true,
        ...parts,
      });

    expect(onStandstill({})).toMatchObject({ kind: "clean", because: "no objects" });
    // It may be a table that doubles.
    expect(onStandstill({ calls: 3000 })).toMatchObject({ kind: "inconclusive", reason: { kind: "unaccounted" } });
    // Not all was looked at.
    expect(onStandstill({ explanation: explanation({ isSearched: false }) }).kind).toBe("inconclusive");
    expect(onStandstill({ heapStandsStill: false }).kind).toBe("inconclusive");
    expect(onStandstill({ judges: judges(growing(18), growing(5000)) })).toMatchObject({ judges: ["external"] });
  });

  test("objects that are all there convict although the heap stands still", () => {
    const leaks = [leakOf(16, 1000)];

    expect(
      verdictOn({ judges: judges(growing(18)), explanation: explanation({ leaks }), leaks, heapStandsStill: true }),
    ).toMatchObject({ kind: "leaking", proof: "objects" });
  });

  test("memory outside the heap needs no object", () => {
    expect(verdictOn({ judges: judges(flat, growing(5000)), explanation: explanation() })).toMatchObject({
      kind: "leaking",
      judges: ["external"],
      proof: "bytes",
    });
  });
});

describe("turnover", () => {
  test("what is born in every call and does not pile up is left out", () => {
    const leaks = [leakOf(100, 50)];

    expect(withoutTurnover(explanation({ leaks }), moving(judges(undecided(100))), 1000)).toEqual([]);
  });

  test("what piled up stays", () => {
    const leaks = [leakOf(100, 990), leakOf(40, 50)];

    expect(withoutTurnover(explanation({ leaks }), moving(judges(growing(100))), 1000)).toEqual([leaks[0]]);
  });

  test("one thing that is made anew, and not larger, is left out", () => {
    const cache = { ...leakOf(0, 5), className: "Object", count: 1, perCall: 0.125, retainedBytesPerCall: 154 };
    const marked = { leaks: [cache], calls: 8 };

    expect(withoutTurnover(explanation(marked), moving(judges(growing(123))), 120)).toEqual([]);
    expect(withoutTurnover(explanation(marked), moving(judges(undecided(116))), 40)).toEqual([]);
  });

  test("one thing that is made anew, larger in every call, is told alone", () => {
    const list = { ...leakOf(0, 1), className: "Array", count: 1, perCall: 0.01, retainedBytesPerCall: 8000 };
    const leaks = [leakOf(8, 50), list];

    expect(withoutTurnover(explanation({ leaks }), moving(judges(growing(800))), 1000)).toEqual([list]);
  });

  test("even growth beyond the engine's tables is not called turnover where it can't be counted", () => {
    const leaks = [leakOf(100, 50)];

    expect(withoutTurnover(explanation({ leaks }), moving(judges(growing(30))), 1000)).toEqual(leaks);
  });

  test("it is where few calls left them, and they weigh too little for the growth", () => {
    const lists = { ...leakOf(2.7, 6), count: 3, perCall: 0.07 };
    const heavy = { ...leakOf(20, 6), count: 3, perCall: 0.07 };

    expect(withoutTurnover(explanation({ leaks: [lists, heavy] }), moving(judges(growing(25.6))), 850)).toEqual([
      heavy,
    ]);
  });

  test("it is where the heap stands still by now, as it would not if they piled up", () => {
    const leaks = [leakOf(100, 50)];

    expect(
      withoutTurnover(explanation({ leaks }), { judges: judges(growing(30)), heapStandsStill: true }, 1000),
    ).toEqual([]);
    // What is counted is not held to be turned over for that: the stores of a table stand still between its steps.
    const counted = [leakOf(100, 990)];
    expect(
      withoutTurnover(explanation({ leaks: counted }), { judges: judges(growing(30)), heapStandsStill: true }, 1000),
    ).toEqual(counted);
  });

  test("a few entries that replace others are left out, although they weigh what the heap happened to grow by", () => {
    const sessions = { ...leakOf(10, 10), perCall: 0.1, alike: 5000 };

    expect(withoutTurnover(explanation({ leaks: [sessions] }), moving(judges(growing(9.7))), 861)).toEqual([]);
  });

  test("it is where the whole heap has too few of them", () => {
    const leaks = [{ ...leakOf(100, 50), alike: 700 }];

    expect(withoutTurnover(explanation({ leaks }), moving(judges(growing(30))), 1000)).toEqual([]);
  });

  test("a collection that is emptied now and then is none, although it gained entries in the marked calls", () => {
    const entries = { ...leakOf(7.6, 27), className: "Map entry", perCall: 0.27, alike: 27 };
    const leaks = [entries];

    expect(withoutTurnover(explanation({ leaks }), moving(judges(growing(4.1))), 10_000)).toEqual([]);
  });

  test("entries larger than those that they replace grow evenly and are clean", () => {
    const larger = { ...leakOf(270, 500), alike: 500 };
    const turnedOver = (bytesPerCall: number, grown = 70) =>
      verdictOn({ judges: judges(growing(grown)), explanation: explanation({ leaks: [larger], bytesPerCall }) });

    expect(turnedOver(275)).toMatchObject({ kind: "clean", because: "no objects" });
    // Something else was left behind as well.
    expect(turnedOver(340)).toMatchObject({ kind: "inconclusive", reason: { kind: "unaccounted" } });
    // Nothing can have gone for them: the bytes grow by all that they weigh.
    expect(turnedOver(275, 260)).toMatchObject({ kind: "inconclusive", reason: { kind: "unaccounted" } });
  });
});
