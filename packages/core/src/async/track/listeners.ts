import { EventEmitter, getEventListeners } from "node:events";
import { type Frame, noteStack, readStack } from "./frames.ts";
import { ReplacedMethods } from "./replaced-methods.ts";

/** Listeners for one event that one emitter or target has gained. */
export interface GainedListeners {
  readonly emitter: object;
  readonly event: string | symbol;
  readonly gained: number;
  /** Where the last of them was added. */
  readonly frames: readonly Frame[];
}

interface Followed {
  readonly emitter: WeakRef<object>;
  readonly event: string | symbol;
  readonly before: number;
  frames: readonly Frame[];
}

const ADDERS = ["on", "addListener", "prependListener"] as const;
const REMOVERS = ["off", "removeListener", "removeAllListeners"] as const;
const DEPTH = 20;

// A body that adds a listener to thousands of emitters leaves it to the memory judges.
const MOST_FOLLOWED = 10_000;

/** Follows which emitters and event targets gain listeners between `start` and `stop`; what is made meanwhile is not looked at. */
export class ListenerTracker {
  readonly #born = new WeakSet<object>();
  readonly #followed = new WeakMap<object, Map<string | symbol, Followed>>();
  readonly #all: Followed[] = [];
  readonly #methods = new ReplacedMethods();

  start(): void {
    const note = (emitter: object, event: unknown): void => this.#note(emitter, event);
    const follow = (emitter: object, event: unknown): void => void this.#follow(emitter, event);
    const born = this.#born;
    for (const name of ADDERS) {
      this.#methods.replace(
        EventEmitter.prototype,
        name,
        (original) =>
          function added(event, ...rest) {
            note(this, event);
            return original.call(this, event, ...rest);
          },
      );
    }
    // One that is taken away for a while, and put back, is not gained.
    for (const name of REMOVERS) {
      this.#methods.replace(
        EventEmitter.prototype,
        name,
        (original) =>
          function removed(event, ...rest) {
            follow(this, event);
            return event === undefined ? original.call(this) : original.call(this, event, ...rest);
          },
      );
    }
    this.#methods.replace(
      EventTarget.prototype,
      "removeEventListener",
      (original) =>
        function removed(event, ...rest) {
          follow(this, event);
          return original.call(this, event, ...rest);
        },
    );
    // Node's constructors call it for each new emitter.
    this.#methods.replace(
      EventEmitter,
      "init",
      (original) =>
        function init(...args) {
          born.add(this);
          return original.apply(this, args);
        },
    );
    this.#methods.replace(
      EventTarget.prototype,
      "addEventListener",
      (original) =>
        function added(event, ...rest) {
          note(this, event);
          return original.call(this, event, ...rest);
        },
    );
  }

  stop(): void {
    this.#methods.restore();
  }

  /** Whether an emitter was made since `start`. */
  isNew(emitter: object): boolean {
    return this.#born.has(emitter);
  }

  /** Emitters and targets from before that have more listeners than then. */
  gained(): GainedListeners[] {
    return this.#all.flatMap(({ emitter: reference, event, before, frames }) => {
      const emitter = reference.deref();
      if (emitter === undefined) return [];
      const gained = countListeners(emitter, event) - before;
      return gained > 0 ? [{ emitter, event, gained, frames }] : [];
    });
  }

  #note(emitter: object, event: unknown): void {
    const followed = this.#follow(emitter, event);
    if (followed !== undefined) followed.frames = readStack(noteStack(DEPTH));
  }

  #follow(emitter: object, event: unknown): Followed | undefined {
    if (this.#born.has(emitter) || (typeof event !== "string" && typeof event !== "symbol")) return undefined;
    let events = this.#followed.get(emitter);
    if (events === undefined) this.#followed.set(emitter, (events = new Map()));
    let followed = events.get(event);
    if (followed === undefined && this.#all.length < MOST_FOLLOWED) {
      followed = { emitter: new WeakRef(emitter), event, before: countListeners(emitter, event), frames: [] };
      events.set(event, followed);
      this.#all.push(followed);
    }
    return followed;
  }
}

function countListeners(emitter: object, event: string | symbol): number {
  if (emitter instanceof EventTarget) return getEventListeners(emitter, event).length;
  const { listenerCount } = emitter as Partial<EventEmitter>;
  return typeof listenerCount === "function" ? listenerCount.call(emitter, event) : 0;
}
