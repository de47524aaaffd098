import { nextTurn, now, realTimer } from "./collect/real-time.ts";
import { activeResources, drainResources } from "./collect/settle.ts";
import { describe } from "./describe.ts";
import { isError } from "./is-error.ts";
import type { Body, Hook } from "./options.ts";

/** A call did not return within the time of the whole check. */
export class NeverReturned extends Error {
  override readonly name = "NeverReturned";
}

// Between calls of a body that leaves nothing running the loop turns now and then: microtasks and finalisers want their turn.
const CALLS_PER_TURN = { async: 32, sync: 256 } as const;

// A call that leaves work behind (a request it did not wait for) is given this long to finish it before the next call.
const DRAIN_MS = 20;

// Work that so many calls in turn did not leave behind was another's: Jest prints its summary by a timer of a tenth of a second in each second.
const QUIET_CALLS = 64;

/** Makes the calls of one check, one after the other. */
export class Caller {
  /** Calls made so far. */
  made = 0;
  /** Milliseconds that one call took in the last run, the user's hooks left out. */
  callMs = 0;
  readonly #body: Body;
  readonly #before: Hook | undefined;
  readonly #after: Hook | undefined;
  readonly #stopTimer: () => void;
  #giveUp: (reason: NeverReturned) => void = () => {};
  readonly #controller = new AbortController();
  #isEnded = false;
  #isAsync = false;
  #leavesWork = false;
  #quietCalls = 0;
  #isKnown = false;
  #fruitlessDrains = 0;
  #resourcesAtRest: number;

  /**
   * @param before - runs before every call, unjudged
   * @param after - runs after every call, unjudged
   * @param hardDeadline - instant on the real clock, in milliseconds, at which a call that has not returned is given up
   */
  constructor(body: Body, before: Hook | undefined, after: Hook | undefined, hardDeadline: number) {
    this.#body = body;
    this.#before = before;
    this.#after = after;
    // One timer for all runs, and no promise that outlives a run: a race against one would add a reaction to it in every round.
    this.#stopTimer = realTimer(Math.min(LONGEST_TIMER_MS, Math.max(0, hardDeadline - now())), () => {
      this.end();
      this.#giveUp(new NeverReturned(`call ${this.made} did not return`));
    });
    // Counted now: the timer above is an active resource as well.
    this.#resourcesAtRest = activeResources();
  }

  /**
   * Makes up to `calls` calls; fewer when `deadline` passes meanwhile.
   *
   * @throws what the body threw at the first call; at a later call an error that says which, with the body's error as its cause;
   * {@link NeverReturned}
   */
  async run(calls: number, deadline: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#giveUp = reject;
      this.#loop(calls, deadline).then(resolve, reject);
    });
  }

  /** Ends the check for the body: aborts its signal, and makes no further call. */
  end(): void {
    this.#isEnded = true;
    this.#stopTimer();
    this.#controller.abort();
  }

  /** Takes for known whether calls leave work behind: from now on a call that is not followed by a turn of the event loop stays so. */
  takeWorkForKnown(): void {
    this.#isKnown = true;
  }

  async #loop(calls: number, deadline: number): Promise<void> {
    const body = this.#body;
    const context = { signal: this.#controller.signal };
    const madeBefore = this.made;
    let milliseconds = 0;
    for (let index = 0; index < calls && !this.#isEnded; index++) {
      if (this.#before) await this.#before();
      const start = now();
      if (index > 0 && start > deadline) break;
      this.made++;
      try {
        const result = body(context);
        if (isThenable(result)) {
          this.#isAsync = true;
          await result;
        }
      } catch (error) {
        throw bodyError(error, this.made);
      }
      milliseconds += now() - start;
      if (this.#after) await this.#after();
      if (this.#isTurnDue()) await this.#letWorkFinish();
    }
    if (this.made > madeBefore) this.callMs = milliseconds / (this.made - madeBefore);
  }

  #isTurnDue(): boolean {
    return (
      this.made <= 8 ||
      this.#leavesWork ||
      this.made % (this.#isAsync ? CALLS_PER_TURN.async : CALLS_PER_TURN.sync) === 0
    );
  }

  async #letWorkFinish(): Promise<void> {
    await nextTurn();
    if (activeResources() <= this.#resourcesAtRest) {
      if (++this.#quietCalls >= QUIET_CALLS) this.#leavesWork = false;
      return;
    }
    this.#quietCalls = 0;
    this.#leavesWork ||= !this.#isKnown;
    const active = await drainResources(this.#resourcesAtRest, DRAIN_MS);
    if (active <= this.#resourcesAtRest) return;
    // What does not end within the grace is not work on its way but kept open; waiting for it at every call would cost the check its time.
    this.#resourcesAtRest = active;
    this.#fruitlessDrains++;
    if (this.#fruitlessDrains >= 3) this.#leavesWork = false;
  }
}

// Node's timers overflow beyond this, and would ring at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The error of a body at a call: as it is at the first one, else one that says which call it was. */
export function bodyError(error: unknown, call: number): unknown {
  if (call === 1) return error;
  return new Error(
    `the body threw on call ${call}: ${isError(error) ? error.message : describe(error)}\n` +
      "A check calls the body many times: let it make what it uses up, or renew that in setup.",
    { cause: error },
  );
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
