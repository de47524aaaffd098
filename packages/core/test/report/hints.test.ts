import { expect, test } from "vitest";
import { hintOf, hintOnObject } from "../../src/report/hints.ts";
import { leakOf } from "./leak-of.ts";

test("a listener is told with its event, its emitter and the way to remove it", () => {
  const leak = leakOf({ kind: "listener", names: { holder: "`socket`", holderClass: "Socket", event: '"data"' } });

  expect(hintOf(leak)).toBe(
    'Every call adds a listener for "data" to the Socket `socket`. Remove it with off() when the call is done, or use once() if the event is sure to come.',
  );
});

test("a holder without a name is told by its class", () => {
  const leak = leakOf({ kind: "element", names: { holderClass: "Array" } });

  expect(hintOf(leak)).toMatch(/^Every call adds an element to an Array,/);
});

test("what every call leaves in another old object is told with the property, not as one more property", () => {
  const leak = leakOf({
    kind: "property",
    className: "Reading",
    names: { holder: "`slots[x]`", holderClass: "Slot", place: "`slots[x].reading`" },
  });

  expect(hintOf(leak)).toBe(
    "Every call leaves a Reading in `slots[x].reading`, in another place each time. Take it out when the call is done.",
  );
});

test("a holder inside an object that has no name is told with the class of that object", () => {
  const leak = leakOf({ kind: "map entry", names: { holder: "`items` of a Session", holderClass: "Map" } });

  expect(hintOf(leak)).toMatch(/^Every call adds an entry to `items` of a Session,/);
});

test("what happens in some calls only is not told of every call", () => {
  const leak = leakOf({ kind: "growing string", perCall: 0.1, names: { place: "`log`" } });

  expect(hintOf(leak)).toMatch(/^One call in 10 makes the string in `log` longer/);
});

test("what a dependency holds is to be undone by the dependency", () => {
  const leak = leakOf({ owner: { kind: "dependency", name: "lru", version: "1.2.3" } });

  expect(hintOf(leak)).toBe(
    "Every call adds an entry to the Set `inflight`, and none is deleted. That is code of the package lru: look for its method that undoes the call, or for a release that lets go.",
  );
});

test("each sort of handle is ended in its own way", () => {
  const ends = ["Worker", "Socket", "Server", "ChildProcess", "ReadStream"].map(
    (className) => /End it with (\w+\(\))/.exec(hintOf(leakOf({ kind: "handle", className, names: {} })))?.[1],
  );

  expect(ends).toEqual(["terminate()", "destroy()", "close()", "kill()", "destroy()"]);
});

test("a timer that a dependency starts is told with the function of the dependency", () => {
  const at = { file: "/project/src/job.ts", line: 3, column: 1 };
  const timer = leakOf({
    kind: "timer",
    names: { starter: "setTimeout" },
    owner: { kind: "runtime" },
    allocatedAt: { ...at, functionName: "run" },
    allocatedBy: { ...at, functionName: "setTTL" },
  });

  expect(hintOf(timer)).toMatch(
    /never cleared \(setTimeout\(\) in setTTL\)\. A dependency starts it: look for its method/,
  );
});

test("a timer in a fake clock is to be cleared, or the clock advanced", () => {
  const { trace } = leakOf({});
  const timer = leakOf({
    kind: "timer",
    className: "Timeout (fake clock)",
    names: { starter: "setTimeout" },
    owner: { kind: "runner", name: "@sinonjs/fake-timers" },
    trace: [{ ...trace[0]!, name: "the fake clock" }, ...trace.slice(1)],
  });

  expect(hintOf(timer)).toBe(
    "Every call starts a timer that is never cleared (setTimeout() in download), and the body does not advance the fake clock that it waits for. " +
      "Keep what setTimeout() returns, and clear it with clearTimeout() when the call is done. " +
      "If it is meant to run, let the body advance the clock: advanceTimersByTime(), runOnlyPendingTimers().",
  );
});

test("a node that is added to a page is to be removed, and its event listeners too", () => {
  const row = leakOf({
    kind: "child node",
    className: "HTMLTableRowElement",
    names: { holder: "an HTMLTableElement" },
  });
  const listener = leakOf({ kind: "event target listener", names: { holder: "`window`", event: '"resize"' } });

  expect(hintOf(row)).toBe(
    "Every call adds an HTMLTableRowElement to an HTMLTableElement, and none is removed. Take it out of the page with remove() when the call is done.",
  );
  expect(hintOf(listener)).toMatch(/^Every call adds a listener for "resize" to `window`\./);
});

test("one object that a variable keeps does not grow: it is to be let go", () => {
  const inVariable = leakOf({ kind: "growing value", className: "Session", names: { place: "`current`" } });
  const inSet = leakOf({});

  expect(hintOnObject(inVariable)).toBe(
    "`current` keeps it. Set it to undefined, or to another value, when the object is no longer needed.",
  );
  expect(hintOnObject(inSet)).toMatch(/^The code adds an entry to the Set `inflight`, and none is deleted\./);
});
