import type { Pair } from "../pair.ts";

/** Weak references, and what they hold all the same. */
export const weak: readonly Pair[] = [
  {
    name: "values of a WeakMap under one key that lives on",
    leaky: () => {
      const app = {};
      const handlers = new WeakMap<object, object[]>([[app, []]]);
      return { body: () => void handlers.get(app)?.push({ handler: true }) };
    },
    clean: () => {
      const app = {};
      const handlers = new WeakMap<object, object>();
      return { body: () => void handlers.set(app, { handler: true }) };
    },
  },
  {
    name: "what a FinalizationRegistry gives its callback",
    leaky: () => {
      const app = {};
      const registry = new FinalizationRegistry<object>(() => {});
      return { body: () => registry.register(app, { clean: "up" }) };
    },
    clean: () => {
      const app = {};
      const registry = new FinalizationRegistry<object>(() => {});
      return {
        body: () => {
          const token = {};
          registry.register(app, { clean: "up" }, token);
          registry.unregister(token);
        },
      };
    },
  },
  {
    name: "values that refer to their own weak keys",
    leaky: () => {
      const keys = new Set<object>();
      const parents = new WeakMap<object, object>();
      return {
        body: () => {
          const key = {};
          parents.set(key, { child: key });
          keys.add(key);
        },
      };
    },
    clean: () => {
      const parents = new WeakMap<object, object>();
      return {
        body: () => {
          const key = {};
          parents.set(key, { child: key });
        },
      };
    },
  },
  {
    name: "a chain of weak keys",
    leaky: () => {
      const links = new WeakMap<object, object>();
      let first = {};
      const root = first;
      return {
        body: () => {
          const next = { isLast: true };
          links.set(first, next);
          first = next;
          return links.get(root);
        },
      };
    },
    clean: () => {
      const links = new WeakMap<object, object>();
      let last = {};
      return {
        body: () => {
          const next = { isLast: true };
          links.set(next, last);
          links.delete(next);
          last = next;
        },
      };
    },
  },
  {
    name: "a list of WeakRefs",
    leaky: () => {
      const refs: WeakRef<object>[] = [];
      return { body: () => void refs.push(new WeakRef({})) };
    },
    clean: () => {
      let refs: WeakRef<object>[] = [];
      return {
        body: () => {
          refs.push(new WeakRef({}));
          if (refs.length > 64) refs = refs.filter((ref) => ref.deref() !== undefined).slice(-32);
        },
      };
    },
  },
  {
    name: "members of a WeakSet that live on elsewhere",
    leaky: () => {
      const seen = new WeakSet<object>();
      const nodes: object[] = [];
      return {
        body: () => {
          const node = { id: nodes.length };
          seen.add(node);
          nodes.push(node);
        },
      };
    },
    clean: () => {
      const seen = new WeakSet<object>();
      return { body: () => seen.add({ id: 1 }) };
    },
  },
  {
    name: "private data of instances in a WeakMap",
    leaky: () => {
      const secrets = new WeakMap<object, { readonly key: string }>();
      const users: object[] = [];
      return {
        body: () => {
          const user = {};
          secrets.set(user, { key: `secret ${users.length}` });
          users.push(user);
        },
      };
    },
    clean: () => {
      const secrets = new WeakMap<object, { readonly key: string }>();
      let n = 0;
      return {
        body: () => {
          const user = {};
          secrets.set(user, { key: `secret ${n++}` });
          return secrets.get(user);
        },
      };
    },
  },
];
