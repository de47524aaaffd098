import type { RunnerTestCase } from "vitest";

let events: unknown[] | undefined;

/**
 * Finds the list in which the runner collects events (a hook began, a hook ended) for the reporters: it sends and empties it ten times
 * per second, so that thousands of repetitions would fill it by turns and be measured.
 *
 * To be called in a `beforeEach` hook; nothing else leads to the list.
 */
export function findRunnerEvents({ id, result }: RunnerTestCase): void {
  const hooks = result?.hooks;
  if (events !== undefined || hooks === undefined) return;
  const inner = Object.getOwnPropertyDescriptor(hooks, "beforeEach");
  let state = inner?.value as unknown;
  Object.defineProperty(hooks, "beforeEach", {
    configurable: true,
    enumerable: true,
    get: () => (inner?.get === undefined ? state : (inner.get.call(hooks) as unknown)),
    set(next: unknown) {
      state = next;
      inner?.set?.call(hooks, next);
      // The runner adds the event to its list right after this.
      if (events === undefined) catchNextEvent(id);
    },
  });
}

/** Lets the runner collect no events until the returned function is called. */
export function muteRunnerEvents(): () => void {
  const list = events;
  if (list === undefined) return () => {};
  Object.defineProperty(list, "push", { configurable: true, value: () => list.length });
  return () => {
    Reflect.deleteProperty(list, "push");
  };
}

function catchNextEvent(id: string): void {
  const { prototype } = Array;
  const { push } = prototype;
  const restore = (): void => {
    Reflect.set(prototype, "push", push);
  };
  Reflect.set(prototype, "push", function (this: unknown[], ...items: unknown[]): number {
    const [item] = items;
    if (Array.isArray(item) && item[0] === id) {
      // oxlint-disable-next-line typescript/no-this-alias -- the list that is looked for
      events = this;
      restore();
    }
    return push.apply(this, items);
  });
  queueMicrotask(restore);
}
