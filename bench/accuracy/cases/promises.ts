import { AsyncLocalStorage, AsyncResource, createHook } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { Pair } from "../pair.ts";

/** Promises, queues, async contexts, timers. */
export const promises: readonly Pair[] = [
  {
    name: "races against a promise that lives on",
    leaky: () => {
      const stopped = new Promise<string>(() => {});
      return { body: () => Promise.race([stopped, Promise.resolve("done")]) };
    },
    clean: () => ({ body: () => Promise.race([new Promise<string>(() => {}), Promise.resolve("done")]) }),
  },
  {
    name: "calls that wait for what never starts",
    leaky: () => {
      const started = new Promise<void>(() => {});
      return { body: () => void waitThen(started) };
    },
    clean: () => {
      const started = Promise.resolve();
      return { body: () => waitThen(started) };
    },
  },
  {
    name: "a queue of tasks that hang behind the first",
    leaky: () => {
      let finishFirst = (): void => {};
      // The chain leads from the first task to the last: without who may finish the first, all but the last would be collected.
      let tail: Promise<unknown> = new Promise<void>((resolve) => (finishFirst = resolve));
      return { body: () => void (tail = tail.then(() => 1)), end: () => finishFirst() };
    },
    clean: () => {
      let tail: Promise<unknown> = Promise.resolve();
      return { body: () => (tail = tail.then(() => 1)) };
    },
  },
  {
    name: "those who wait for a lock",
    leaky: () => {
      const waiting: (() => void)[] = [];
      return { body: () => void new Promise<void>((resolve) => waiting.push(resolve)) };
    },
    clean: () => {
      const waiting: (() => void)[] = [];
      return {
        body: async () => {
          const entered = new Promise<void>((resolve) => waiting.push(resolve));
          waiting.shift()?.();
          await entered;
        },
      };
    },
  },
  {
    name: "answers by the id of the question",
    leaky: () => {
      const open = new Map<number, (answer: string) => void>();
      let id = 0;
      return {
        body: async () => {
          const answer = new Promise<string>((resolve) => open.set(id, resolve));
          open.get(id++)?.("yes");
          return answer;
        },
      };
    },
    clean: () => {
      const open = new Map<number, (answer: string) => void>();
      let id = 0;
      return {
        body: async () => {
          const answer = new Promise<string>((resolve) => open.set(id, resolve));
          open.get(id)?.("yes");
          open.delete(id++);
          return answer;
        },
      };
    },
  },
  {
    name: "settled promises in a list",
    leaky: () => {
      const all: Promise<number>[] = [];
      return {
        body: async () => {
          all.push(Promise.resolve(all.length));
          await all.at(-1);
        },
      };
    },
    clean: () => ({ body: () => Promise.all(Array.from({ length: 10 }, async (_, n) => n)) }),
  },
  {
    name: "rejections that are kept",
    leaky: () => {
      const results: Promise<never>[] = [];
      return {
        body: () => {
          const rejected = Promise.reject(new Error("no"));
          rejected.catch(() => {});
          results.push(rejected);
        },
      };
    },
    clean: () => ({ body: () => Promise.reject(new Error("no")).catch(() => {}) }),
  },
  {
    name: "async generators that wait at a yield",
    leaky: () => {
      const running: AsyncGenerator<number>[] = [];
      return {
        body: async () => {
          const pages = readPages();
          await pages.next();
          running.push(pages);
        },
      };
    },
    clean: () => ({
      body: async () => {
        for await (const page of readPages()) if (page > 3) break;
      },
    }),
  },
  {
    name: "stores of an async context",
    leaky: () => {
      const storage = new AsyncLocalStorage<{ readonly parent: unknown }>();
      let run = <T>(work: () => T): T => work();
      return {
        body: () =>
          run(() =>
            storage.run({ parent: storage.getStore() }, () => {
              run = AsyncLocalStorage.snapshot();
            }),
          ),
      };
    },
    clean: () => {
      const storage = new AsyncLocalStorage<{ readonly parent: unknown }>();
      return { body: () => storage.run({ parent: storage.getStore() }, () => waitThen(Promise.resolve())) };
    },
  },
  {
    name: "functions bound to their context",
    leaky: () => {
      const storage = new AsyncLocalStorage<object>();
      const bound: (() => unknown)[] = [];
      return {
        body: () => storage.run({ user: bound.length }, () => void bound.push(AsyncLocalStorage.bind(() => 1))),
      };
    },
    clean: () => {
      const storage = new AsyncLocalStorage<object>();
      return { body: () => storage.run({ user: 1 }, () => AsyncLocalStorage.bind(() => storage.getStore())()) };
    },
  },
  {
    name: "resources of an own kind",
    leaky: () => {
      const resources: AsyncResource[] = [];
      return { body: () => void resources.push(new AsyncResource("Query")) };
    },
    clean: () => ({ body: () => new AsyncResource("Query").runInAsyncScope(() => 1) }),
  },
  {
    name: "contexts that a hook notes down",
    leaky: () => {
      const contexts = new Map<number, object>();
      const hook = createHook({ init: (id, type) => type === "Query" && contexts.set(id, { type }) }).enable();
      return { body: () => void new AsyncResource("Query"), end: () => hook.disable() };
    },
    clean: () => {
      const contexts = new Map<number, object>();
      const hook = createHook({
        init: (id, type) => type === "Query" && contexts.set(id, { type }),
        destroy: (id) => contexts.delete(id),
      }).enable();
      return {
        body: () => new AsyncResource("Query", { requireManualDestroy: true }).emitDestroy(),
        end: () => hook.disable(),
      };
    },
  },
  {
    name: "retries that are far off",
    leaky: () => {
      const timers: NodeJS.Timeout[] = [];
      return {
        body: () => void timers.push(setTimeout(retry, 1e8, { attempt: timers.length }).unref()),
        end: () => timers.forEach((timer) => clearTimeout(timer)),
      };
    },
    clean: () => ({ body: () => clearTimeout(setTimeout(retry, 1e8, { attempt: 1 }).unref()) }),
  },
  {
    name: "a debounced save",
    leaky: () => {
      const timers: NodeJS.Timeout[] = [];
      return {
        body: () => {
          const text = { saved: timers.length };
          timers.push(setTimeout(() => text.saved++, 1e7).unref());
        },
        end: () => timers.forEach((timer) => clearTimeout(timer)),
      };
    },
    clean: () => {
      let timer: NodeJS.Timeout | undefined;
      return {
        body: () => {
          clearTimeout(timer);
          timer = setTimeout(() => {}, 1e7).unref();
        },
        end: () => clearTimeout(timer),
      };
    },
  },
  {
    name: "a delay that is kept by its signal",
    leaky: () => {
      const controller = new AbortController();
      const { signal } = controller;
      return {
        body: () => void delay(1e7, undefined, { signal, ref: false }).catch(() => {}),
        end: () => controller.abort(),
      };
    },
    clean: () => {
      const { signal } = new AbortController();
      return { body: () => delay(1, undefined, { signal }) };
    },
  },
  {
    name: "work for later ticks",
    leaky: () => {
      const done: object[] = [];
      return { body: () => process.nextTick(() => setImmediate(() => done.push({ at: done.length }))) };
    },
    clean: () => {
      let done = 0;
      return {
        body: () => {
          process.nextTick(() => done++);
          queueMicrotask(() => done++);
          setImmediate(() => done++);
        },
      };
    },
  },
];

function retry(task: { attempt: number }): void {
  task.attempt++;
}

async function waitThen(started: Promise<void>): Promise<number> {
  const rows = [1, 2, 3];
  await started;
  return rows.length;
}

async function* readPages(): AsyncGenerator<number> {
  for (let page = 0; ; page++) yield page;
}
