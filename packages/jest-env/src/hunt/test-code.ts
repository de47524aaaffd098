import type { Circus } from "@jest/types";

type EventHandler = (event: Circus.Event, state: Circus.State) => unknown;

/** Runs something as Jest runs the function of a test: what a test may use can be used in it. */
export type InTestCode = <T>(test: Circus.TestEntry, state: Circus.State, work: () => Promise<T>) => Promise<T>;

// Since Jest 30.4 what loads modules, and what `jest` does to timers, is refused outside of hooks and tests. Jest follows by a handler of
// events where that is, and lets nobody else say so; it keeps its handlers under this symbol. Earlier majors do not, and refuse nothing.
const HANDLERS = Symbol.for("EVENT_HANDLERS");

/**
 * Finds the handlers that Jest adds after the environment's own; to be called at the event `setup`, which comes before them.
 *
 * @param global - the global object of the environment
 */
export function findTestCode(global: object): InTestCode {
  const handlers = handlersIn(global);
  const first = handlers.length;
  return async (test, state, work) => {
    // Neither the environment nor what counts and reports tests is told of a test that runs once more.
    const later = handlers.slice(first);
    const tell = async (name: "test_fn_start" | "test_fn_success"): Promise<void> => {
      for (const handler of later) await handler({ name, test }, state);
    };
    await tell("test_fn_start");
    try {
      return await work();
    } finally {
      await tell("test_fn_success");
    }
  };
}

function handlersIn(global: object): readonly EventHandler[] {
  const handlers: unknown = Reflect.get(global, HANDLERS);
  return Array.isArray(handlers) ? (handlers as EventHandler[]) : [];
}
