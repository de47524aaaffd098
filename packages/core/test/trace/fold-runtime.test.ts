import { expect, test } from "vitest";
import type { TraceStep } from "../../src/trace/leak.ts";
import { foldRuntime } from "../../src/trace/words/fold-runtime.ts";

function fold(suspect: number, ...steps: readonly string[]): readonly string[] {
  const trace = steps.map((step, index): TraceStep => {
    const [reference, name] = step.includes(": ") ? step.split(": ") : ["", step];
    return { reference: reference!, name: name!, status: index < suspect ? "NO" : "YES", reason: "" };
  });
  const folded = foldRuntime({ trace, suspect });
  return folded.trace.map(
    ({ reference, name, status }, index) => `${index === folded.suspect ? "~ " : ""}${reference}: ${name} ${status}`,
  );
}

test("the objects between an emitter and its listener are folded", () => {
  expect(fold(4, "module", "variable `feed`: Feed", "`._events`: Object", "`.data`: Array", "[x]: closure on")).toEqual(
    [": module NO", "variable `feed`: Feed NO", '~ listener for "data": closure on YES'],
  );
});

test("a single listener, for an event that is new in every call", () => {
  expect(fold(3, "module", "variable `feed`: Feed", "`._events`: Object", "`[key]`: closure on")).toEqual([
    ": module NO",
    "variable `feed`: Feed NO",
    "~ listener for [key]: closure on YES",
  ]);
});

test("the list of an EventTarget is folded, and the signal of a controller has its public name", () => {
  expect(
    fold(
      6,
      "module",
      "variable `shutdown`: AbortController",
      "`.#signal`: AbortSignal",
      "`[kEvents]`: Map",
      "Map value: Object",
      "`.next`: Listener",
      "`.next`: Listener",
      "`.listener`: closure stop",
    ),
  ).toEqual([
    ": module NO",
    "variable `shutdown`: AbortController NO",
    "`.signal`: AbortSignal NO",
    "~ event listener: Listener YES",
    "`.listener`: closure stop YES",
  ]);
});

test("an EventTarget that was born in the calls keeps its listener visible behind the suspect", () => {
  expect(
    fold(1, "module", "variable `target`: EventTarget", "`[kEvents]`: Map", "Map value: Object", "`.next`: Listener"),
  ).toEqual([
    ": module NO",
    "~ variable `target`: EventTarget YES",
    "`[kEvents]`: Map YES",
    "Map value: Object YES",
    "`.next`: Listener YES",
  ]);
});

test("the lists of timers are the runtime's", () => {
  expect(
    fold(
      4,
      "module",
      "module variable `timerListMap`: Object",
      "[x]: TimersList",
      "`._idleNext`: Timeout",
      "`._idleNext`: Timeout",
    ),
  ).toEqual([": the runtime NO", "~ running timer: Timeout YES"]);
});

test("a timer that holds what leaks is told, and what leaks is no timer", () => {
  expect(
    fold(
      5,
      "module",
      "module variable `timerListMap`: Object",
      "[x]: TimersList",
      "`._idleNext`: Timeout",
      "`._onTimeout`: closure poll",
      "variable `seen`: Session",
    ),
  ).toEqual([
    ": the runtime NO",
    "running timer: Timeout NO",
    "`._onTimeout`: closure poll NO",
    "~ variable `seen`: Session YES",
  ]);
});

test("where a runner keeps a page is no part of a trace, nor what jsdom remembers of queries", () => {
  expect(
    fold(
      8,
      "module",
      "variable `environment`: JSDOMEnvironment",
      "`.global`: Window",
      "`.document`: Document",
      "`[impl]`: Document",
      "`._memoizedQueries`: Object",
      "`.button`: HTMLCollection",
      "`._list`: HTMLButtonElement",
      'event listener for "click": closure save',
    ),
  ).toEqual([": document NO", "node: HTMLButtonElement NO", '~ event listener for "click": closure save YES']);
});

test("a trace of the program's own objects stays as it is", () => {
  expect(fold(2, "module", "variable `byId`: Map", "Map value: User")).toEqual([
    ": module NO",
    "variable `byId`: Map NO",
    "~ Map value: User YES",
  ]);
});

test("the way to the global object is no part of a trace", () => {
  expect(fold(3, "system / NativeContext", "reference: global (global*)", "`.jobs`: Array", "[x]: Job")).toEqual([
    ": global NO",
    "`.jobs`: Array NO",
    "~ [x]: Job YES",
  ]);
});
