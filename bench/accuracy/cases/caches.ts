import type { Pair, Twin } from "../pair.ts";

/** Caches: without a bound, and with bounds of many sizes. */
export const caches: readonly Pair[] = [
  {
    name: "a cache of 10 entries",
    leaky: () => lru(Infinity),
    clean: () => lru(10),
  },
  {
    name: "a cache of 500 entries",
    leaky: () => lru(Infinity, 10),
    clean: () => lru(500),
  },
  {
    name: "a cache of 2,000 entries",
    leaky: () => lru(Infinity, 2),
    clean: () => lru(2000),
  },
  {
    name: "a cache of 8,000 entries",
    leaky: () => lru(Infinity, 5),
    clean: () => lru(8000),
  },
  {
    name: "a cache of two generations",
    leaky: () => generations(Infinity),
    clean: () => generations(400),
  },
  {
    name: "a cache that is emptied when it is full",
    leaky: () => {
      const cache = new Map<number, object>();
      let key = 0;
      return { body: () => void cache.set(key++, { key }) };
    },
    clean: () => {
      const cache = new Map<number, object>();
      let key = 0;
      return {
        body: () => {
          cache.set(key++, { key });
          if (cache.size === 700) cache.clear();
        },
      };
    },
  },
  {
    name: "a cache keyed by the text of its options",
    leaky: () => {
      const cache = new Map<string, object>();
      let at = 0;
      return { body: () => void remember(cache, JSON.stringify({ locale: "de", at: at++ })) };
    },
    clean: () => {
      const cache = new Map<string, object>();
      let at = 0;
      return { body: () => void remember(cache, JSON.stringify({ locale: "de", at: at++ % 12 })) };
    },
  },
  {
    name: "a cache by an address with a time in its query",
    leaky: () => {
      const cache = new Map<string, object>();
      let at = 0;
      return { body: () => void remember(cache, new URL(`http://localhost/page?t=${at++}`).href) };
    },
    clean: () => {
      const cache = new Map<string, object>();
      let at = 0;
      return { body: () => void remember(cache, new URL(`http://localhost/page?t=${at++}`).pathname) };
    },
  },
  {
    name: "requests in flight that are not taken out when they are answered",
    leaky: () => {
      const inFlight = new Map<number, Promise<number>>();
      let id = 0;
      return {
        body: async () => {
          const answer = answerLater(id);
          inFlight.set(id++, answer);
          await answer;
        },
      };
    },
    clean: () => {
      const inFlight = new Map<number, Promise<number>>();
      let id = 0;
      return {
        body: async () => {
          const key = id++;
          const answer = answerLater(key).finally(() => inFlight.delete(key));
          inFlight.set(key, answer);
          await answer;
        },
      };
    },
  },
  {
    name: "references to what was collected",
    leaky: () => {
      const cache = new Map<number, WeakRef<object>>();
      let key = 0;
      return { body: () => void cache.set(key++, new WeakRef({ key })) };
    },
    clean: () => {
      const cache = new Map<number, WeakRef<object>>();
      const registry = new FinalizationRegistry((key: number) => cache.delete(key));
      let key = 0;
      return {
        body: () => {
          const value = { key: key++ };
          registry.register(value, value.key);
          cache.set(value.key, new WeakRef(value));
        },
      };
    },
  },
  {
    name: "counts by the client's address",
    leaky: () => {
      const counts: Record<string, number> = {};
      let client = 0;
      return { body: () => count(counts, `10.0.${client >> 8}.${client++ & 255}`) };
    },
    clean: () => {
      const counts: Record<string, number> = {};
      let client = 0;
      return { body: () => count(counts, `10.0.0.${client++ & 255}`) };
    },
  },
  {
    name: "getters that remember what they gave",
    leaky: () => {
      const tables: Table[] = [];
      return {
        body: () => {
          const table = new Table(tables.length);
          tables.push(table);
          return table.rows;
        },
      };
    },
    clean: () => {
      const table = new Table(1);
      return { body: () => [table.rows, new Table(2).rows] };
    },
  },
  {
    name: "a ring that keeps the last 300",
    leaky: () => {
      const ring: object[] = [];
      let at = 0;
      return { body: () => void (ring[at++] = { at }) };
    },
    clean: () => {
      const ring: object[] = [];
      let at = 0;
      return { body: () => void (ring[at++ % 300] = { at }) };
    },
  },
  {
    name: "an index of words",
    leaky: () => {
      const index = new Map<string, Set<number>>();
      let page = 0;
      return { body: () => addPage(index, page++, "leak heap buffer") };
    },
    clean: () => {
      const index = new Map<string, Set<number>>();
      let page = 0;
      return { body: () => addPage(index, page++ % 40, "leak heap buffer") };
    },
  },
  {
    name: "a queue that is emptied only now and then",
    leaky: () => {
      let queue: object[] = [];
      const sent: object[][] = [];
      return {
        body: () => {
          if (queue.push({ sent: sent.length }) < 64) return;
          sent.push(queue);
          queue = [];
        },
      };
    },
    clean: () => {
      let queue: object[] = [];
      let sent = 0;
      return {
        body: () => {
          if (queue.push({ sent }) < 64) return;
          sent += queue.length;
          queue = [];
        },
      };
    },
  },
];

function lru(size: number, every = 1): Twin {
  const cache = new Map<string, { readonly id: number; readonly text: string }>();
  let id = 0;
  return {
    body: () => {
      const key = `row ${Math.floor(id++ / every)}`;
      const known = cache.get(key) ?? { id, text: `text ${id}`.padEnd(30) };
      cache.delete(key);
      cache.set(key, known);
      const [oldest] = cache.keys();
      if (cache.size > size && oldest !== undefined) cache.delete(oldest);
    },
  };
}

function generations(size: number): Twin {
  let [young, old] = [new Map<number, object>(), new Map<number, object>()];
  let id = 0;
  return {
    body: () => {
      young.set(id++, { id });
      if (young.size >= size) [young, old] = [new Map(), young];
      return old.get(id - 10);
    },
  };
}

function remember(cache: Map<string, object>, key: string): object {
  const known = cache.get(key) ?? { key };
  cache.set(key, known);
  return known;
}

async function answerLater(id: number): Promise<number> {
  await Promise.resolve();
  return id;
}

function count(counts: Record<string, number>, client: string): void {
  counts[client] = (counts[client] ?? 0) + 1;
}

class Table {
  readonly #first: number;
  #rows: readonly number[] | undefined;

  constructor(first: number) {
    this.#first = first;
  }

  get rows(): readonly number[] {
    this.#rows ??= [this.#first, this.#first + 1, this.#first + 2];
    return this.#rows;
  }
}

function addPage(index: Map<string, Set<number>>, page: number, text: string): void {
  for (const word of text.split(" ")) {
    const pages = index.get(word) ?? new Set();
    index.set(word, pages.add(page));
  }
}
