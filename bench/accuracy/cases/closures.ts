import type { Pair } from "../pair.ts";

/** What functions hold that outlive the call. */
export const closures: readonly Pair[] = [
  {
    name: "a kept closure shares its context with one that uses a large object",
    leaky: () => {
      const kept: (() => number)[] = [];
      return { body: () => void kept.push(contextOf(kept.length)) };
    },
    clean: () => {
      let last = (): number => 0;
      return { body: () => void (last = contextOf(last())) };
    },
  },
  {
    name: "steps to undo",
    leaky: () => {
      const undo: (() => void)[] = [];
      let value = 0;
      return {
        body: () => {
          const before = value++;
          undo.push(() => (value = before));
        },
      };
    },
    clean: () => {
      const undo: (() => void)[] = [];
      let value = 0;
      return {
        body: () => {
          const before = value++;
          undo.push(() => (value = before));
          if (undo.length > 50) undo.shift();
        },
      };
    },
  },
  {
    name: "bound methods in a set of subscribers",
    leaky: () => {
      const subscribers = new Set<() => void>();
      return { body: () => void subscribers.add(new Screen().draw) };
    },
    clean: () => {
      const subscribers = new Set<() => void>();
      return {
        body: () => {
          const { draw } = new Screen();
          subscribers.add(draw);
          for (const subscriber of subscribers) subscriber();
          subscribers.delete(draw);
        },
      };
    },
  },
  {
    name: "a handler that wraps itself in every call",
    leaky: () => {
      let handler = (value: number): number => value;
      return {
        body: () => {
          const inner = handler;
          handler = (value) => (value < 0 ? inner(value) : value);
          handler(1);
        },
      };
    },
    clean: () => {
      const original = (value: number): number => value;
      let handler = original;
      return {
        body: () => {
          handler = (value) => original(value) + 1;
          handler(1);
        },
      };
    },
  },
  {
    name: "generators that are not run to their end",
    leaky: () => {
      const running: Iterator<number>[] = [];
      return {
        body: () => {
          const numbers = count(running.length);
          numbers.next();
          running.push(numbers);
        },
      };
    },
    clean: () => ({
      body: () => {
        for (const number of count(1)) if (number > 5) break;
      },
    }),
  },
  {
    name: "a function memoised by an argument that is new in every call",
    leaky: () => {
      const square = memoize((n: number) => ({ n: n * n }));
      let n = 0;
      return { body: () => square(n++) };
    },
    clean: () => {
      const square = memoize((n: number) => ({ n: n * n }));
      let n = 0;
      return { body: () => square(n++ % 64) };
    },
  },
  {
    name: "arguments objects of old calls",
    leaky: () => {
      const calls: unknown[] = [];
      return { body: () => void calls.push(argumentsOf.call(undefined, calls.length, {})) };
    },
    clean: () => {
      let calls = 0;
      return { body: () => argumentsOf.call(undefined, calls++, {}) };
    },
  },
  {
    name: "thunks of a lazy value that nobody forces",
    leaky: () => {
      let total = (): number => 0;
      let n = 0;
      return {
        body: () => {
          const before = total;
          const add = n++;
          total = () => before() + add;
        },
      };
    },
    clean: () => {
      let total = (): number => 0;
      let n = 0;
      return {
        body: () => {
          const sum = total() + n++;
          total = () => sum;
        },
      };
    },
  },
];

function contextOf(start: number): () => number {
  const large = Array.from({ length: 100 }, (_, index) => index + start);
  const sum = (): number => large.reduce((a, b) => a + b, 0);
  const first = sum() > 0 ? start : 0;
  return () => first;
}

class Screen {
  readonly pixels = [1, 2, 3];
  readonly draw = this.paint.bind(this);

  paint(): void {
    this.pixels[0] = this.pixels.length;
  }
}

function* count(from: number): Generator<number> {
  for (let number = from; ; number++) yield number;
}

function memoize<A, R>(compute: (argument: A) => R): (argument: A) => R {
  const results = new Map<A, R>();
  return (argument) => {
    const known = results.get(argument);
    if (known !== undefined) return known;
    const result = compute(argument);
    results.set(argument, result);
    return result;
  };
}

function argumentsOf(this: unknown, call: number, request: object): unknown {
  return call < 0 ? request : arguments;
}
