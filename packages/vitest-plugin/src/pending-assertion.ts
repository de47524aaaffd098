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
 * @param chain - what stands between `expect(...)` and the matcher, as in `.not`
 * @param matcher - the function that the test called
 */
export function createPendingAssertion(chain: string, matcher: (...args: never[]) => unknown): PendingAssertion {
  const notAwaited = new Error(misuse.notAwaited(`expect(...)${chain}.toLeakMemory()`));
  Error.captureStackTrace(notAwaited, matcher);
  return { notAwaited, isAwaited: false, isFinished: false, isLate: false };
}

/**
 * Wraps the promise of an assertion so that awaiting it is noticed, and a rejection that nobody awaits is not reported.
 *
 * Vitest's own wrappers (`expect.extend`, `expect.soft`) chain on it within the call; the test awaits what came out of
 * that, at the earliest one microtask later. So what is chained within the call is watched in turn, and a later `then`
 * is the test's.
 */
export function watchAwait<T>(promise: Promise<T>, assertion: PendingAssertion): Promise<T> {
  let isWithinCall = true;
  void Promise.resolve().then(() => {
    isWithinCall = false;
  });
  promise.then(undefined, () => {});
  return createThenable((onFulfilled, onRejected) => {
    const derived = promise.then(onFulfilled, onRejected);
    if (isWithinCall) {
      return watchAwait(derived.catch(leadTo(assertion.notAwaited)), assertion);
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
    if (error instanceof Error) {
      const frames = framesOf(error);
      const foreign = frames.filter((frame) => !OWN_FRAME.test(frame));
      const own = frames.filter((frame) => OWN_FRAME.test(frame));
      const path = new Set([...foreign, ...framesOf(call), ...own]);
      // The error can be the body's own, and frozen.
      Reflect.set(error, "stack", [`${error.name}: ${error.message}`, ...path].join("\n"));
    }
    throw error;
  };
}

const OWN_FRAME = /[\\/](?:@leakproof|packages)[\\/](?:core|vitest-plugin)[\\/](?:dist|src)[\\/]/;

function framesOf(error: Error): string[] {
  const text = error.stack?.replace(`${error.name}: ${error.message}`, "") ?? "";
  return text.split("\n").filter((line) => /^\s*at /.test(line));
}
