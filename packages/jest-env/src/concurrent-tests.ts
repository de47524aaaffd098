import { AsyncLocalStorage } from "node:async_hooks";
import type { Circus } from "@jest/types";

/**
 * Knows which tests run concurrently. Jest 29 starts all of a file before the first sequential test, without an event; Jest 30
 * where they stand. So they are wrapped when they are defined.
 */
export class ConcurrentTests {
  readonly #running = new Set<Promise<unknown>>();
  #inside: AsyncLocalStorage<true> | undefined;

  /** Has to be told of the definition of a test at once: Jest waits for nobody there. */
  noteDefinition(event: Circus.Event, { currentDescribeBlock }: Circus.State): void {
    if (event.name !== "add_test" || !event.concurrent) return;
    const test = currentDescribeBlock.tests.at(-1);
    // A test that is defined in the wrong place is refused by Jest, and not added.
    if (test === undefined || test.fn !== event.fn || typeof test.fn !== "function") return;
    test.fn = this.#wrap(test.fn as (...args: unknown[]) => unknown) as Circus.TestFn;
  }

  /** Whether the caller is a concurrent test. */
  isCaller(): boolean {
    return this.#inside?.getStore() === true;
  }

  /** Whether any runs. */
  areRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Waits until none runs; gives up after `limitMs`, and returns whether they have ended. */
  async end(limitMs: number): Promise<boolean> {
    const deadline = performance.now() + limitMs;
    while (this.areRunning() && performance.now() < deadline) {
      await Promise.race([Promise.allSettled(this.#running), delay(deadline - performance.now())]);
      // When one ends, Jest may start the next.
      await delay(0);
    }
    return !this.areRunning();
  }

  // Only where concurrent tests are: the storage makes every promise of the worker a little larger.
  #wrap(test: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
    const inside = (this.#inside ??= new AsyncLocalStorage());
    const running = this.#running;
    const run = (call: () => unknown): unknown => {
      const result = inside.run(true, call);
      const ended = Promise.resolve(result).finally(() => running.delete(ended));
      running.add(ended);
      ended.catch(() => {});
      return result;
    };
    // Jest passes `done` to a function that has a parameter.
    return test.length === 0
      ? function (this: unknown) {
          return run(() => test.call(this));
        }
      : function (this: unknown, done: unknown) {
          return run(() => test.call(this, done));
        };
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, milliseconds)).unref();
  });
}
