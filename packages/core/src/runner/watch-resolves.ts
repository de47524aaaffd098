import { isMatcherName } from "./matcher-names.ts";
import { createPendingAssertion, createThenable, leadTo, type PendingAssertion } from "./pending-assertion.ts";

/** What `expect(...)` and its `.not` and `.resolves` give: matchers and further chains. */
type Chain = Record<PropertyKey, unknown>;

/**
 * Watches `expect(...).resolves` so that a leak assertion on it fails its test when it is not awaited.
 *
 * The matcher cannot tell: it is called by the promise, and what the test awaits or not was made by the runner before that.
 *
 * @param chain - what `.resolves` gave
 * @param isNot - whether the chain is negated, asked when the matcher is called
 * @param note - notes the assertion with the test that makes it
 */
export function watchResolves(chain: Chain, isNot: () => boolean, note: (assertion: PendingAssertion) => void): Chain {
  const watched: Chain = new Proxy(chain, {
    get(target, key) {
      const value = target[key];
      if (value === target) return watched;
      if (!isMatcherName(key) || typeof value !== "function") return value;
      return function matcher(...options: unknown[]): Promise<unknown> {
        const assertion = createPendingAssertion(key, `.resolves${isNot() ? ".not" : ""}`, matcher);
        note(assertion);
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
