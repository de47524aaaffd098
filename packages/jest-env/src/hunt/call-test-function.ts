import { inspect, types } from "node:util";
import type { Circus } from "@jest/types";

/** A test or hook as Jest keeps it. */
type TestOrHook = Pick<Circus.TestEntry, "fn" | "timeout"> | Pick<Circus.Hook, "fn" | "timeout">;

/** How a test or hook is called. */
export interface CallSetting {
  /** What `this` is in it. */
  readonly context: object;
  readonly timeoutMs: number;
}

type UserFunction = (this: unknown, done?: (reason?: unknown) => void) => unknown;

/**
 * Calls the function of a test or hook in each of the forms that Jest takes: with `done`, as a generator, with a promise, or sync.
 *
 * @throws what it throws, or an error when it takes longer than its timeout
 */
export async function callTestFunction(
  { fn, timeout }: TestOrHook,
  { context, timeoutMs }: CallSetting,
): Promise<void> {
  const call = fn as UserFunction;
  const limitMs = timeout ?? timeoutMs;
  if (call.length > 0) return inTime(callWithDone(call, context), limitMs);
  const returned = isGenerator(call) ? run(call.call(context) as Generator) : call.call(context);
  if (isThenable(returned)) await inTime(returned, limitMs);
}

function callWithDone(call: UserFunction, context: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const returned = call.call(context, (reason) => {
      if (reason === undefined || reason === null || reason === false) resolve();
      else reject(types.isNativeError(reason) ? reason : new Error(`Failed: ${inspect(reason)}`));
    });
    if (isThenable(returned)) returned.then(undefined, reject);
  });
}

async function run(generator: Generator): Promise<void> {
  let step = generator.next();
  while (step.done !== true) {
    let value: unknown;
    try {
      value = await (Array.isArray(step.value) ? Promise.all(step.value) : step.value);
    } catch (error) {
      step = generator.throw(error);
      continue;
    }
    step = generator.next(value);
  }
}

async function inTime(work: PromiseLike<unknown>, limitMs: number): Promise<void> {
  if (!Number.isFinite(limitMs) || limitMs <= 0) {
    await work;
    return;
  }
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`it takes longer than its timeout of ${limitMs} ms`)), limitMs);
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      end();
    };
    work.then(
      () => settle(resolve),
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what the test threw
      (error: unknown) => settle(() => reject(error)),
    );
  });
}

// Of whatever realm.
function isGenerator(call: UserFunction): boolean {
  return Object.prototype.toString.call(call) === "[object GeneratorFunction]";
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
