import { isError } from "../is-error.ts";
import type { MatcherName } from "../matchers.ts";
import { misuse } from "./misuse.ts";

/** One assertion, from its call until its test has ended. */
export interface PendingAssertion {
  /** Made at the call, so that its stack leads to the line of the test. */
  readonly notAwaited: Error;
  isAwaited: boolean;
  isFinished: boolean;
  /** Its test has ended: whatever it finds comes too late to be told. */
  isLate: boolean;
}

/**
 * Notes an assertion that was just called.
 *
 * @param name - the matcher
 * @param chain - what stands between `expect(...)` and the matcher, as in `.not`
 * @param matcher - the function that the test called
 */
export function createPendingAssertion(
  name: MatcherName,
  chain: string,
  matcher: (...args: never[]) => unknown,
): PendingAssertion {
  const notAwaited = new Error(misuse.notAwaited(`expect(...)${chain}.${name}()`));
  beginAtTest(notAwaited, matcher);
  return { notAwaited, isAwaited: false, isFinished: false, isLate: false };
}

/** Lets the stack of an error begin where the test called `matcher`, and not in the packages through which it did. */
export function beginAtTest(error: Error, matcher: (...args: never[]) => unknown): void {
  Error.captureStackTrace(error, matcher);
  const frames = framesOf(error);
  const first = frames.findIndex((frame) => !/[\\/]node_modules[\\/]/.test(frame));
  error.stack = [`${error.name}: ${error.message}`, ...frames.slice(Math.max(0, first))].join("\n");
}

/**
 * Wraps the promise of an assertion so that awaiting it is noticed, and a rejection that nobody awaits is not reported.
 *
 * A runner's own wrappers (`expect.extend`, `expect.soft`) chain on it within the call; the test awaits what came out of
 * that, at the earliest one microtask later. So what is chained within the call is watched in turn, and a later `then`
 * is the test's. So is one within the call that takes the rejection, once the runner's own wrappers are known to be done.
 *
 * @param wrappers - how many times the runner itself chains on it before the test can; Infinity if that is not known
 */
export function watchAwait<T>(promise: Promise<T>, assertion: PendingAssertion, wrappers: number): Promise<T> {
  let isWithinCall = true;
  void Promise.resolve().then(() => {
    isWithinCall = false;
  });
  promise.then(undefined, () => {});
  return createThenable((onFulfilled, onRejected) => {
    const derived = promise.then(onFulfilled, onRejected);
    if (isWithinCall && (wrappers > 0 || typeof onRejected !== "function")) {
      return watchAwait(derived.catch(leadTo(assertion.notAwaited)), assertion, wrappers - 1);
    }
    assertion.isAwaited = true;
    return derived;
  });
}

/** Makes a promise to `instanceof` that has none inside, so that `await` has to come through `then`. */
export function createThenable<T>(then: Promise<T>["then"]): Promise<T> {
  // oxlint-disable-next-line unicorn/no-thenable -- being one is its purpose
  return Object.create(Promise.prototype, { then: { value: then } }) as Promise<T>;
}

/** Throws an error on, with a stack that leads to the test: the runner throws a failure long after the call. */
export function leadTo(call: Error): (error: unknown) => never {
  return (error) => {
    if (isError(error)) {
      const frames = framesOf(error).filter((frame) => !frame.endsWith("(<anonymous>)"));
      const foreign = frames.filter((frame) => !OWN_FRAME.test(frame));
      // The innermost will do to tell where Leakproof itself failed.
      const own = frames.filter((frame) => OWN_FRAME.test(frame)).slice(0, 1);
      const path = new Set([...foreign, ...framesOf(call), ...own]);
      // The error can be the body's own, and frozen.
      Reflect.set(error, "stack", [`${error.name}: ${error.message}`, ...path].join("\n"));
    }
    throw error;
  };
}

// Installed, or in this repository.
const OWN_FRAME =
  /[\\/](?:@leakproof[\\/](?:core|vitest-plugin|jest-env)|packages[\\/](?:core|vitest-plugin|jest-env))[\\/](?:dist|src)[\\/]/;

function framesOf(error: Error): string[] {
  const text = error.stack?.replace(`${error.name}: ${error.message}`, "") ?? "";
  return text.split("\n").filter((line) => /^\s*at /.test(line));
}
