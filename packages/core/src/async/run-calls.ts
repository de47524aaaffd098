import { NeverReturned } from "../calls.ts";
import { now, realTimer } from "../collect/real-time.ts";
import { describe } from "../describe.ts";
import { isError } from "../is-error.ts";
import type { Body } from "../options.ts";
import type { OperationTracker } from "./track/operations.ts";

/** Makes the calls of a check for pending work. */
export class AsyncCalls {
  /** Calls made so far. */
  made = 0;
  readonly #body: Body;
  readonly #operations: OperationTracker;
  readonly #deadline: number;
  readonly #controller = new AbortController();

  /** @param deadline - instant on the real clock at which a call that has not returned is given up */
  constructor(body: Body, operations: OperationTracker, deadline: number) {
    this.#body = body;
    this.#operations = operations;
    this.#deadline = deadline;
  }

  /**
   * @throws what the body threw at the first call; at a later call an error that says which, with the body's error as its cause;
   * {@link NeverReturned}
   */
  async run(calls: number): Promise<void> {
    this.#operations.areCallsOver = false;
    let giveUp: (reason: NeverReturned) => void = () => {};
    const givenUp = new Promise<never>((_, reject) => (giveUp = reject));
    const stopTimer = realTimer(Math.max(0, this.#deadline - now()), () =>
      giveUp(new NeverReturned(`call ${this.made} did not return`)),
    );
    try {
      await Promise.race([this.#loop(calls), givenUp]);
    } finally {
      stopTimer();
      this.#operations.areCallsOver = true;
    }
  }

  /** Ends the check for the body: aborts its signal. */
  end(): void {
    this.#controller.abort();
  }

  async #loop(calls: number): Promise<void> {
    const context = { signal: this.#controller.signal };
    for (let index = 0; index < calls; index++) {
      this.made++;
      try {
        await this.#operations.run(() => this.#body(context));
      } catch (error) {
        throw bodyError(error, this.made);
      }
    }
  }
}

function bodyError(error: unknown, call: number): unknown {
  if (call === 1) return error;
  return new Error(
    `the body threw on call ${call}: ${isError(error) ? error.message : describe(error)}\n` +
      "More than one call was asked for: let the body make what it uses up.",
    { cause: error },
  );
}
