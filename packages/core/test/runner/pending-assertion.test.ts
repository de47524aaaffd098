import { expect, test } from "vitest";
import { createPendingAssertion, leadTo, type PendingAssertion, watchAwait } from "../../src/worker/index.ts";

const RUNNERS_WRAPPERS = 2;

/** Calls an assertion as a runner does, whose own wrappers chain on it within the call. */
function call(verdict: Promise<string>): { assertion: PendingAssertion; promise: Promise<string> } {
  const assertion = createPendingAssertion("toLeakMemory", ".not", call);
  const promise = watchAwait(verdict, assertion, RUNNERS_WRAPPERS)
    .then((text) => `${text}, wrapped`)
    .catch((error: unknown) => {
      throw error;
    });
  return { assertion, promise };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("an assertion that nobody awaits is noticed, although the runner chained on it", async () => {
  const { assertion } = call(Promise.resolve("clean"));

  await turn();

  expect(assertion.isAwaited).toBe(false);
});

test("awaiting it at once is noticed, and gives what the runner made of it", async () => {
  const { assertion, promise } = call(Promise.resolve("clean"));

  expect(await promise).toBe("clean, wrapped");
  expect(assertion.isAwaited).toBe(true);
});

test("awaiting it later is noticed", async () => {
  const { assertion, promise } = call(Promise.resolve("clean"));

  await turn();
  await promise;

  expect(assertion.isAwaited).toBe(true);
});

test("taking its rejection within the call counts as awaiting it: so does a runner with a promise that a test returns", async () => {
  const { assertion, promise } = call(Promise.resolve("clean"));

  const settled = new Promise((resolve, reject) => {
    promise.then(resolve, reject);
  });

  expect(assertion.isAwaited).toBe(true);
  await settled;
});

test("chaining on it within the call does not count, unless what comes out of that is awaited", async () => {
  const forgotten = call(Promise.resolve("clean"));
  const awaited = call(Promise.resolve("clean"));

  void forgotten.promise.then(() => {});
  await awaited.promise.then(() => {});

  expect(forgotten.assertion.isAwaited).toBe(false);
  expect(awaited.assertion.isAwaited).toBe(true);
});

test("a rejection that nobody awaits disturbs nobody", async () => {
  const { assertion } = call(Promise.reject(new Error("leaks")));

  await turn();

  expect(assertion.isAwaited).toBe(false);
});

test("the stack of what it throws leads to the call", async () => {
  const assertion = createPendingAssertion("toLeakMemory", "", () => {});
  const late = Promise.reject(new RangeError("the stream is closed")).catch(leadTo(assertion.notAwaited));

  const error: unknown = await late.catch((reason: unknown) => reason);

  expect((error as Error).stack).toContain("pending-assertion.test.ts");
  expect((error as Error).stack?.split("\n")[0]).toBe("RangeError: the stream is closed");
});
