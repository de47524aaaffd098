import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter } from "node:events";
import { Agent, createServer, get } from "node:http";
import type { AddressInfo } from "node:net";

/** A body, and what undoes whatever it opened. */
export interface Twin {
  readonly body: () => unknown;
  readonly end?: () => void;
}

/** One way to leak, and the same work done without leaking. */
export interface ConformanceCase {
  readonly name: string;
  readonly leaky: () => Twin | Promise<Twin>;
  readonly clean: () => Twin | Promise<Twin>;
}

/** Every integration judges each leaky twin leaking and each clean twin clean. */
export const conformanceCases: readonly ConformanceCase[] = [
  {
    name: "an empty object pushed to an array",
    leaky: () => {
      const kept: object[] = [];
      return { body: () => void kept.push({}) };
    },
    clean: () => ({ body: () => void [{}] }),
  },
  {
    name: "a number pushed to an array",
    leaky: () => {
      const kept: number[] = [];
      return { body: () => void kept.push(kept.length) };
    },
    clean: () => {
      const ring = Array.from({ length: 100 }, () => 0);
      let next = 0;
      return { body: () => void (ring[next++ % ring.length] = next) };
    },
  },
  {
    name: "an object kept on every tenth call",
    leaky: () => {
      const kept: object[] = [];
      let calls = 0;
      return { body: () => void (calls++ % 10 === 0 && kept.push({ calls })) };
    },
    clean: () => {
      let last = {};
      let calls = 0;
      return { body: () => void (calls++ % 10 === 0 && (last = { calls, last: typeof last })) };
    },
  },
  {
    name: "an entry that is never deleted from a Map",
    leaky: () => {
      const sessions = new Map<number, object>();
      let id = 0;
      return { body: () => void sessions.set(id++, { user: id }) };
    },
    clean: () => {
      const sessions = new Map<number, object>();
      let id = 0;
      return {
        body: () => {
          sessions.set(++id, { user: id });
          sessions.delete(id);
        },
      };
    },
  },
  {
    name: "a number per call in a Map",
    leaky: () => {
      const times = new Map<number, number>();
      let id = 0;
      return { body: () => void times.set(id++, 1) };
    },
    clean: () => {
      const times = new Map<number, number>();
      let id = 0;
      return { body: () => void times.set(id++ % 500, 1) };
    },
  },
  {
    name: "a property that is never deleted from an object",
    leaky: () => {
      const byKey: Record<string, number> = {};
      let id = 0;
      return { body: () => void (byKey[`key:${id++}`] = id) };
    },
    clean: () => {
      const byKey: Record<string, number> = {};
      let id = 0;
      return {
        body: () => {
          const key = `key:${id++}`;
          byKey[key] = id;
          delete byKey[key];
        },
      };
    },
  },
  {
    name: "a promise that nobody settles, in a Set",
    leaky: () => {
      const waiting = new Set<Promise<unknown>>();
      return {
        body: async () => {
          const buffer = Buffer.alloc(1024);
          const sent = new Promise<number>(() => {}).then(() => buffer.length);
          waiting.add(sent);
          await Promise.resolve();
        },
      };
    },
    clean: () => ({
      body: async () => {
        const buffer = Buffer.alloc(1024);
        void new Promise<number>(() => {}).then(() => buffer.length);
        await Promise.resolve();
      },
    }),
  },
  {
    name: "a listener that is never removed",
    leaky: () => {
      const bus = new EventEmitter();
      bus.setMaxListeners(0);
      return { body: () => void bus.on("reply", () => {}) };
    },
    clean: () => {
      const bus = new EventEmitter();
      return {
        body: () => {
          const listener = (): void => {};
          bus.on("reply", listener);
          bus.emit("reply");
          bus.off("reply", listener);
        },
      };
    },
  },
  {
    name: "a listener on a signal that lives on",
    leaky: () => {
      const { signal } = new AbortController();
      return { body: () => signal.addEventListener("abort", () => {}) };
    },
    clean: () => {
      const { signal } = new AbortController();
      return {
        body: () => {
          const listener = (): void => {};
          signal.addEventListener("abort", listener);
          signal.removeEventListener("abort", listener);
        },
      };
    },
  },
  {
    name: "a buffer of a megabyte",
    leaky: () => {
      const kept: Buffer[] = [];
      return { body: () => void kept.push(Buffer.alloc(1_000_000)) };
    },
    clean: () => ({ body: () => Buffer.alloc(1_000_000) }),
  },
  {
    name: "a small buffer",
    leaky: () => {
      const kept: Buffer[] = [];
      return { body: () => void kept.push(Buffer.from("abc")) };
    },
    clean: () => ({ body: () => Buffer.from("abc") }),
  },
  {
    name: "a closure that holds the one before",
    leaky: () => {
      let chain = (): number => 0;
      return {
        body: () => {
          const before = chain;
          chain = () => before.length;
        },
      };
    },
    clean: () => {
      let last = (): number => 0;
      return {
        body: () => {
          const { length } = last;
          last = () => length;
        },
      };
    },
  },
  {
    name: "a linked list that grows",
    leaky: () => {
      interface Link {
        next: Link | undefined;
      }
      let head: Link | undefined;
      return { body: () => void (head = { next: head }) };
    },
    clean: () => {
      let head: object | undefined;
      return { body: () => void (head = { isFirst: head === undefined }) };
    },
  },
  {
    name: "a string that grows",
    leaky: () => {
      let log = "";
      return { body: () => void (log += "one more line\n") };
    },
    clean: () => {
      let log = "";
      return { body: () => void (log = `${log.length} line\n`) };
    },
  },
  {
    name: "an instance in a static registry",
    leaky: () => {
      class Job {
        static readonly all: Job[] = [];
        readonly startedAt = Date.now();
        constructor() {
          Job.all.push(this);
        }
      }
      return { body: () => void new Job() };
    },
    clean: () => {
      class Job {
        static last: Job | undefined;
        readonly startedAt = Date.now();
        constructor() {
          Job.last = this;
        }
      }
      return { body: () => void new Job() };
    },
  },
  {
    name: "an interval that is never cleared",
    leaky: () => {
      const timers: NodeJS.Timeout[] = [];
      return {
        body: () => void timers.push(setInterval(() => {}, 1e6).unref()),
        end: () => {
          for (const timer of timers) clearInterval(timer);
        },
      };
    },
    clean: () => ({ body: () => clearInterval(setInterval(() => {}, 1e6)) }),
  },
  {
    name: "a cache without a bound",
    leaky: () => {
      const cache = new Map<string, string>();
      let id = 0;
      return { body: () => void cache.set(`row:${id++}`, `row ${id}`.padEnd(40)) };
    },
    clean: () => boundedCache(100),
  },
  {
    name: "a cache that takes thousands of calls to fill",
    leaky: () => boundedCache(Infinity),
    clean: () => boundedCache(5000),
  },
  {
    name: "a WeakMap whose keys live on",
    leaky: () => {
      const keys: object[] = [];
      const notes = new WeakMap<object, object>();
      return {
        body: () => {
          const key = {};
          keys.push(key);
          notes.set(key, { at: keys.length });
        },
      };
    },
    clean: () => {
      const notes = new WeakMap<object, object>();
      return { body: () => void notes.set({}, { at: 1 }) };
    },
  },
  {
    name: "finalisers of objects that live on",
    leaky: () => {
      const kept: object[] = [];
      const registry = new FinalizationRegistry(() => {});
      return {
        body: () => {
          const handle = { id: kept.length };
          registry.register(handle, handle.id);
          kept.push(handle);
        },
      };
    },
    clean: () => {
      const registry = new FinalizationRegistry(() => {});
      return { body: () => registry.register({}, 1) };
    },
  },
  {
    name: "a class defined on every call",
    leaky: () => {
      const kept: unknown[] = [];
      return { body: () => void kept.push(class Row {}) };
    },
    clean: () => ({
      body: () => {
        class Row {
          readonly id = 1;
        }
        return new Row();
      },
    }),
  },
  {
    name: "an async context kept by a pending continuation",
    leaky: () => {
      const storage = new AsyncLocalStorage<object>();
      const resumes: (() => void)[] = [];
      return {
        body: () =>
          storage.run({ data: "x".repeat(100) }, () => {
            void new Promise<void>((resolve) => resumes.push(resolve)).then(() => storage.getStore());
          }),
      };
    },
    clean: () => {
      const storage = new AsyncLocalStorage<object>();
      return { body: () => storage.run({ data: "x".repeat(100) }, async () => void (await Promise.resolve())) };
    },
  },
  {
    name: "a request over a connection that is kept alive",
    leaky: () => requestTwin(true),
    clean: () => requestTwin(false),
  },
];

function boundedCache(size: number): Twin {
  const cache = new Map<string, { readonly body: string }>();
  let id = 0;
  return {
    body: () => {
      cache.set(`row:${id++}`, { body: `row ${id}`.padEnd(40) });
      if (cache.size > size) cache.delete(cache.keys().next().value ?? "");
    },
  };
}

async function requestTwin(keepsUrls: boolean): Promise<Twin> {
  const server = createServer((_, response) => response.end("ok"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const urls: URL[] = [];
  return {
    body: () =>
      new Promise<void>((resolve, reject) => {
        const url = new URL(`http://127.0.0.1:${port}/`);
        if (keepsUrls) urls.push(url);
        get(url, { agent }, (response) => {
          response.resume();
          response.on("end", resolve);
        }).on("error", reject);
      }),
    end: () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}
