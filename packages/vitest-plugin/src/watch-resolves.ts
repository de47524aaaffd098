import { chai } from "vitest";
import { createPendingAssertion, createThenable, leadTo } from "./pending-assertion.ts";
import { workerState } from "./worker-state.ts";

type Chain = Record<PropertyKey, unknown>;

/**
 * Makes `expect(...).resolves.toLeakMemory()` fail its test when it is not awaited, as Vitest 5 does by itself.
 *
 * The matcher cannot tell: it is called by the promise, and what the test awaits or not is made by Vitest before that.
 */
export function watchResolves(): void {
  if (workerState.watchesResolves) return;
  workerState.watchesResolves = true;
  chai.util.overwriteProperty(
    chai.Assertion.prototype,
    "resolves",
    (original: (this: object) => Chain) =>
      function resolves(this: object): Chain {
        return watchChain(original.call(this), () => chai.util.flag(this, "negate") === true);
      },
  );
}

function watchChain(chain: Chain, isNot: () => boolean): Chain {
  const watched: Chain = new Proxy(chain, {
    get(target, key) {
      const value = target[key];
      if (value === target) return watched;
      if (key !== "toLeakMemory" || typeof value !== "function") return value;
      return function toLeakMemory(...options: unknown[]): Promise<unknown> {
        const assertion = createPendingAssertion(`.resolves${isNot() ? ".not" : ""}`, toLeakMemory);
        const [test] = workerState.tests;
        test?.assertions.add(assertion);
        const promise = Promise.resolve(value(...options)).catch(leadTo(assertion.notAwaited));
        const finish = (): void => {
          assertion.isFinished = true;
        };
        promise.then(finish, finish);
        return createThenable((onFulfilled, onRejected) => {
          assertion.isAwaited = true;
          return promise.then(onFulfilled, onRejected);
        });
      };
    },
  });
  return watched;
}
