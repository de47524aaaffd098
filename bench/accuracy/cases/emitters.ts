import { channel } from "node:diagnostics_channel";
import { EventEmitter, once } from "node:events";
import type { Pair } from "../pair.ts";

/** Listeners, observers, subscriptions. */
export const emitters: readonly Pair[] = [
  {
    name: "listeners for an event that never comes",
    leaky: () => {
      const bus = new EventEmitter().setMaxListeners(0);
      return { body: () => void bus.once("never", () => {}) };
    },
    clean: () => {
      const bus = new EventEmitter();
      return {
        body: () => {
          bus.once("soon", () => {});
          bus.emit("soon");
        },
      };
    },
  },
  {
    name: "event names that are new in every call",
    leaky: () => {
      const bus = new EventEmitter();
      let id = 0;
      return { body: () => void bus.on(`reply ${id++}`, () => {}) };
    },
    clean: () => {
      const bus = new EventEmitter();
      let id = 0;
      return {
        body: () => {
          const name = `reply ${id++}`;
          bus.once(name, () => {});
          bus.emit(name);
        },
      };
    },
  },
  {
    name: "waiting for an event with no one to send it",
    leaky: () => {
      const bus = new EventEmitter().setMaxListeners(0);
      return { body: () => void once(bus, "never") };
    },
    clean: () => {
      const bus = new EventEmitter();
      return {
        body: async () => {
          const soon = once(bus, "soon");
          bus.emit("soon");
          await soon;
        },
      };
    },
  },
  {
    name: "subscribers of an observable",
    leaky: () => {
      const subject = new Subject<number>();
      return { body: () => void subject.subscribe(() => {}) };
    },
    clean: () => {
      const subject = new Subject<number>();
      return {
        body: () => {
          const unsubscribe = subject.subscribe(() => {});
          subject.next(1);
          unsubscribe();
        },
      };
    },
  },
  {
    name: "subscribers whose place is only marked empty",
    leaky: () => {
      const slots: ((() => void) | undefined)[] = [];
      return {
        body: () => {
          const index = slots.push(() => {}) - 1;
          slots[index] = undefined;
        },
      };
    },
    clean: () => {
      const slots: ((() => void) | undefined)[] = [];
      return {
        body: () => {
          const index = slots.push(() => {}) - 1;
          slots.splice(index, 1);
        },
      };
    },
  },
  {
    name: "effects that a store never lets go",
    leaky: () => {
      const price = new Signal(1);
      return { body: () => void price.effects.add(() => price.value * 2) };
    },
    clean: () => {
      const price = new Signal(1);
      return {
        body: () => {
          const effect = (): number => price.value * 2;
          price.effects.add(effect);
          price.set(price.value + 1);
          price.effects.delete(effect);
        },
      };
    },
  },
  {
    name: "subscribers of a diagnostics channel",
    leaky: () => {
      const queries = channel("accuracy:queries");
      const undo: (() => void)[] = [];
      return {
        body: () => {
          const listener = (): void => {};
          queries.subscribe(listener);
          undo.push(() => queries.unsubscribe(listener));
        },
        end: () => undo.forEach((step) => step()),
      };
    },
    clean: () => {
      const queries = channel("accuracy:queries");
      return {
        body: () => {
          const listener = (): void => {};
          queries.subscribe(listener);
          queries.publish({});
          queries.unsubscribe(listener);
        },
      };
    },
  },
  {
    name: "abort listeners of finished requests",
    leaky: () => {
      const { signal } = new AbortController();
      return { body: () => request(signal, () => {}) };
    },
    clean: () => {
      const { signal } = new AbortController();
      return { body: () => request(signal, (listener) => signal.removeEventListener("abort", listener)) };
    },
  },
  {
    name: "controllers that wait for a common one",
    leaky: () => {
      const parent = new AbortController();
      return {
        body: () => {
          const child = new AbortController();
          parent.signal.addEventListener("abort", () => child.abort());
        },
      };
    },
    clean: () => ({
      body: () => {
        const child = new AbortController();
        child.signal.addEventListener("abort", () => {});
        child.abort();
      },
    }),
  },
  {
    name: "listeners with the same text on an EventTarget",
    leaky: () => {
      const target = new EventTarget();
      return { body: () => target.addEventListener("change", () => {}) };
    },
    clean: () => {
      const target = new EventTarget();
      const listener = (): void => {};
      return {
        body: () => {
          target.addEventListener("change", listener);
          target.dispatchEvent(new Event("change"));
        },
      };
    },
  },
];

class Subject<T> {
  #observers: ((value: T) => void)[] = [];

  subscribe(observer: (value: T) => void): () => void {
    this.#observers = [...this.#observers, observer];
    return () => {
      this.#observers = this.#observers.filter((other) => other !== observer);
    };
  }

  next(value: T): void {
    for (const observer of this.#observers) observer(value);
  }
}

class Signal {
  readonly effects = new Set<() => unknown>();

  value: number;

  constructor(value: number) {
    this.value = value;
  }

  set(value: number): void {
    this.value = value;
    for (const effect of this.effects) effect();
  }
}

async function request(signal: AbortSignal, finish: (listener: () => void) => void): Promise<void> {
  const answer = { rows: [1, 2, 3] };
  const listener = (): void => void (answer.rows.length = 0);
  signal.addEventListener("abort", listener);
  await Promise.resolve();
  finish(listener);
}
