import type { Pair } from "../pair.ts";

/** Classes, shapes of objects, errors. */
export const objects: readonly Pair[] = [
  {
    name: "subclasses in a registry",
    leaky: () => {
      const registry = new Set<unknown>();
      return { body: () => void registry.add(class extends Model {}) };
    },
    clean: () => {
      class User extends Model {}
      const registry = new Set<unknown>();
      return { body: () => void registry.add(User) };
    },
  },
  {
    name: "instances in a list of all",
    leaky: () => {
      const all: Model[] = [];
      return { body: () => void all.push(new Model(all.length)) };
    },
    clean: () => {
      const all: Model[] = [];
      return {
        body: () => {
          const model = new Model(1);
          all.push(model);
          all.splice(all.indexOf(model), 1);
        },
      };
    },
  },
  {
    name: "classes made by a mixin",
    leaky: () => {
      const made: unknown[] = [];
      return { body: () => void made.push(new (withTime(Model))(1)) };
    },
    clean: () => ({ body: () => new (withTime(Model))(1).time }),
  },
  {
    name: "properties on a prototype",
    leaky: () => {
      const prototype: Record<string, unknown> = {};
      let n = 0;
      return { body: () => void (prototype[`method${n++}`] = () => n) };
    },
    clean: () => {
      const prototype: Record<string, unknown> = {};
      let n = 0;
      return { body: () => void (prototype[`method${n++ % 5}`] = () => n) };
    },
  },
  {
    name: "objects of many shapes",
    leaky: () => {
      const kept: object[] = [];
      return { body: () => void kept.push({ [`field${kept.length % 30}`]: 1, same: 2 }) };
    },
    clean: () => {
      let n = 0;
      return { body: () => sumOf({ [`field${n++ % 30}`]: 1, same: 2 }) };
    },
  },
  {
    name: "objects whose shape is new in every call",
    leaky: () => {
      const kept: object[] = [];
      return { body: () => void kept.push({ id: 1, [`field${kept.length}`]: 1, same: 2 }) };
    },
    clean: () => {
      let n = 0;
      return { body: () => sumOf({ id: 1, [`field${n++}`]: 1, same: 2 }) };
    },
  },
  {
    name: "objects from which fields are deleted",
    leaky: () => {
      const kept: object[] = [];
      return {
        body: () => {
          const row: { a?: number; b: number } = { a: 1, b: 2 };
          delete row.a;
          kept.push(row);
        },
      };
    },
    clean: () => ({
      body: () => {
        const row: { a?: number; b: number } = { a: 1, b: 2 };
        delete row.a;
        return row.b;
      },
    }),
  },
  {
    name: "objects with a new prototype each",
    leaky: () => {
      const kept: object[] = [];
      return { body: () => void kept.push(Object.create({ inherited: 1 }) as object) };
    },
    clean: () => ({ body: () => Object.create({ inherited: 1 }) as object }),
  },
  {
    name: "proxies",
    leaky: () => {
      const kept: object[] = [];
      return { body: () => void kept.push(new Proxy({}, {})) };
    },
    clean: () => ({ body: () => new Proxy({ a: 1 }, { get: (target, key) => Reflect.get(target, key) as unknown }).a }),
  },
  {
    name: "a prototype chain that gets longer",
    leaky: () => {
      let scope: object = {};
      let n = 0;
      return { body: () => void (scope = Object.create(n++ % 5 === 0 ? scope : Object.getPrototypeOf(scope))) };
    },
    clean: () => {
      const globalScope: object = { print: 1 };
      let scope: object = {};
      return { body: () => void (scope = Object.create(globalScope) as typeof scope) };
    },
  },
  {
    name: "errors with their stacks",
    leaky: () => {
      const errors: Error[] = [];
      return { body: () => void errors.push(new Error(`failed ${errors.length}`)) };
    },
    clean: () => {
      const errors: Error[] = [];
      return {
        body: () => {
          errors.push(new Error(`failed ${errors.length}`));
          if (errors.length > 20) errors.shift();
        },
      };
    },
  },
  {
    name: "errors that are caught",
    leaky: () => {
      const last: { error?: Error } = {};
      return {
        body: () => {
          try {
            fail(1);
          } catch (cause) {
            last.error = new Error("again", { cause: last.error ?? cause });
          }
        },
      };
    },
    clean: () => ({
      body: () => {
        try {
          fail(1);
        } catch (error) {
          return (error as Error).stack?.length;
        }
        return 0;
      },
    }),
  },
  {
    name: "stack traces captured on objects",
    leaky: () => {
      const spans: object[] = [];
      return {
        body: () => {
          const span = {};
          Error.captureStackTrace(span);
          spans.push(span);
        },
      };
    },
    clean: () => ({
      body: () => {
        const span: { stack?: string } = {};
        Error.captureStackTrace(span);
        return span.stack?.length;
      },
    }),
  },
  {
    name: "a singleton that is made at its first use",
    leaky: () => {
      let instance: { calls: object[] } | undefined;
      return { body: () => void (instance ??= { calls: [] }).calls.push({}) };
    },
    clean: () => {
      let instance: { calls: number } | undefined;
      return { body: () => void (instance ??= { calls: 0 }).calls++ };
    },
  },
  {
    name: "large numbers",
    leaky: () => {
      let sum = 1n;
      return { body: () => void (sum = (sum << 64n) | 5n) };
    },
    clean: () => {
      let sum = 1n;
      return { body: () => void (sum = (sum * 6_364_136_223_846_793_005n + 1n) & 0xffff_ffff_ffff_ffffn) };
    },
  },
];

class Model {
  readonly fields = ["id"];

  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

function withTime(Base: typeof Model) {
  return class extends Base {
    readonly time = 1;
  };
}

function sumOf(row: object): number {
  return Object.values(row).reduce((sum: number, value) => sum + Number(value), 0);
}

function fail(code: number): never {
  throw new RangeError(`code ${code}`);
}
