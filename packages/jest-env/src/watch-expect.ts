import { type PendingAssertion, watchResolves } from "@leakproof/core/worker";

type Chain = Record<PropertyKey, unknown>;

/** What is used of Jest's `expect`. */
export interface Expect {
  (received: unknown): Chain;
  readonly extend: (matchers: object) => void;
}

/**
 * Gives an `expect` that notices `expect(...).resolves.toLeakMemory()` which is not awaited: Jest calls the matcher itself in a
 * callback of the promise, and what the test does with the result stays unknown to it.
 */
export function watchExpect<E extends Expect>(expect: E, note: (assertion: PendingAssertion) => void): E {
  return new Proxy(expect, {
    apply(target, self, args: [unknown]) {
      const expectation = Reflect.apply(target, self, args);
      const resolves = expectation["resolves"] as Chain;
      Object.defineProperty(expectation, "resolves", {
        get: () => {
          const not = watchResolves(resolves["not"] as Chain, () => true, note);
          return watchResolves({ ...resolves, not }, () => false, note);
        },
      });
      return expectation;
    },
  });
}
