import { EventEmitter, getEventListeners } from "node:events";
import { type Frame, isDirect, noteStack, readStack } from "./frames.ts";
import { ReplacedMethods } from "./replaced-methods.ts";

/** Listeners for one event that one emitter or target has gained. */
export interface GainedListeners {
  readonly emitter: object;
  readonly event: string | symbol;
  readonly gained: number;
  /** Where the last of them was added. */
  readonly frames: readonly Frame[];
}

/** Listeners from before that were removed for all who had added them. */
export interface RemovedListeners {
  readonly emitter: object;
  readonly event: string | symbol;
  readonly removed: number;
  readonly frames: readonly Frame[];
}

interface Followed {
  readonly emitter: WeakRef<object>;
  readonly event: string | symbol;
  readonly before: number;
  frames: readonly Frame[];
  /** Where all were removed at once, and how many. */
  wiped?: { readonly count: number; readonly frames: readonly Frame[] };
}

const ADDERS = ["on", "addListener", "prependListener"] as const;
const REMOVERS = ["off", "removeListener"] as const;
const DEPTH = 20;

// A body that adds a listener to thousands of emitters leaves it to the memory judges.
const MOST_FOLLOWED = 10_000;

/** Follows which emitters and event targets gain listeners between `start` and `stop`; what is made meanwhile is not looked at. */
export class ListenerTracker {
  readonly #born = new WeakSet<object>();
  readonly #followed = new WeakMap<object, Map<string | symbol, Followed>>();
  readonly #all: Followed[] = [];
  readonly #methods = new ReplacedMethods();

  /** @param isCalling - whether the calls, or what they started, are running right now */
  start(isCalling: () => boolean): void {
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
            return original.call(this, event, ...rest);
          },
      );
    }
    this.#followWipes(isCalling);
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

  /** Emitters from before that have fewer listeners than then, because all were removed at once, whoever had added them. */
  removed(): RemovedListeners[] {
    return this.#all.flatMap(({ emitter: reference, event, before, wiped }) => {
      const emitter = reference.deref();
      if (emitter === undefined || wiped === undefined || isOver(emitter)) return [];
      const removed = Math.min(wiped.count, before - countListeners(emitter, event));
      return removed > 0 ? [{ emitter, event, removed, frames: wiped.frames }] : [];
    });
  }

  // To remove one listener takes the very function: whoever has it may. To remove all takes those of others along.
  #followWipes(isCalling: () => boolean): void {
    const follow = (emitter: object, event: unknown): Followed | undefined => this.#follow(emitter, event);
    this.#methods.replace(
      EventEmitter.prototype,
      "removeAllListeners",
      (original) =>
        function removed(...args) {
          const events = args[0] === undefined ? (this as EventEmitter).eventNames() : [args[0]];
          const followed = events.flatMap((event) => follow(this, event) ?? []);
          const counts = followed.map(({ event }) => countListeners(this, event));
          const result = args[0] === undefined ? original.call(this) : original.apply(this, args);
          const lost = followed.filter(({ event }, index) => countListeners(this, event) < counts[index]!);
          if (lost.length > 0 && isCalling()) {
            const frames = readStack(noteStack(DEPTH));
            if (isDirect(frames, EMITTERS)) {
              for (const one of lost) one.wiped ??= { count: counts[followed.indexOf(one)]!, frames };
            }
          }
          return result;
        },
    );
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

const EMITTERS = /^node:(?:events|internal\/streams\/readable)$/;

// What is over loses its listeners on the way.
function isOver(emitter: object): boolean {
  return (emitter as { readonly destroyed?: unknown }).destroyed === true;
}

function countListeners(emitter: object, event: string | symbol): number {
  if (emitter instanceof EventTarget) return getEventListeners(emitter, event).length;
  const { listenerCount } = emitter as Partial<EventEmitter>;
  return typeof listenerCount === "function" ? listenerCount.call(emitter, event) : 0;
}
