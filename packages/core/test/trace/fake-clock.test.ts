import { expect, test } from "vitest";
import { array, born, closure, map, node, object, root, variables, type Drawn } from "../heap/draw-heap.ts";
import { explainDrawn, OWN_SCRIPT, RUNNER_SCRIPT } from "./explain-drawn.ts";

const CALLS = 10;
const timer = (): Drawn =>
  born(
    object("Object", {
      callback: born(
        closure("refresh", born(variables(OWN_SCRIPT, {}, variables(OWN_SCRIPT, {}))), [OWN_SCRIPT, 9, 2]),
      ),
    }),
  );
const timers = (): Drawn[] => Array.from({ length: CALLS }, timer);
const inRunner = (clock: Drawn): Drawn =>
  root({ main: closure("main", variables(RUNNER_SCRIPT, { clock }), [RUNNER_SCRIPT, 0, 0]) });
const countTimers = closure("countTimers", variables(RUNNER_SCRIPT, {}), [RUNNER_SCRIPT, 3, 0]);

const clocks: Readonly<Record<string, () => Drawn>> = {
  "the modern clock of Jest 29": () =>
    object("Object", {
      countTimers,
      timers: object("Object", Object.fromEntries(timers().map((each, at) => [`${1e12 + at}`, each]))),
    }),
  "the modern clock of Jest 30 and Vitest 5": () => {
    const waiting = timers();
    const byId = waiting.map((each) => [born(node("number", "heap number", 16)), each] as const);
    return object("Object", {
      countTimers,
      timers: map(...byId),
      timerHeap: object("TimerHeap", { timers: array(...waiting) }),
    });
  },
  "the legacy clock of Jest": () =>
    object("FakeTimers", { _timers: map(...timers().map((each) => [born(node("string", "1", 24)), each] as const)) }),
};

test.each(Object.keys(clocks))("a timer per call in %s is the body's leak, and the clock is named", async (name) => {
  const { leaks, runnerHeld } = await explainDrawn(inRunner(clocks[name]!()), CALLS);

  expect(runnerHeld).toEqual([]);
  expect(leaks.map(({ className, perCall, kind, holder }) => ({ className, perCall, kind, holder }))).toEqual([
    { className: "Timeout (fake clock)", perCall: 1, kind: "timer", holder: "the fake clock" },
  ]);
  expect(leaks[0]!.owner).toEqual({ kind: "runner", name: "@vitest/spy" });
  expect(leaks[0]!.trace.slice(0, 2).map(({ reference, name: step }) => `${reference}: ${step}`)).toEqual([
    ": the fake clock",
    "waiting timer: Timeout (fake clock)",
  ]);
});

test("what else a runner keeps behind a property of that name stays its own", async () => {
  const pool = object("Pool", { timers: array(...timers()) });

  const { leaks, runnerHeld } = await explainDrawn(inRunner(pool), CALLS);

  expect(leaks).toEqual([]);
  expect(runnerHeld).toHaveLength(1);
});
