import { types } from "node:util";
import { type Frame, noteStack, readStack, withoutWatching } from "./frames.ts";
import { functionConstructorOf } from "./realm.ts";
import { type Method, ReplacedMethods } from "./replaced-methods.ts";

/** A generator that was begun and neither run to its end nor closed. */
export interface SuspendedGenerator {
  readonly isAsync: boolean;
  readonly generator: () => object | undefined;
  readonly frames: readonly Frame[];
}

interface Result {
  readonly done?: boolean;
}

const DEPTH = 12;

// Their loops would be slowed down for nothing: so many are followed.
const MOST_FOLLOWED = 10_000;

/** Follows the generators that are begun between `start` and `stop`. */
export class GeneratorTracker {
  readonly #suspended = new Map<WeakRef<object>, SuspendedGenerator>();
  readonly #known = new WeakMap<object, WeakRef<object>>();
  readonly #methods = new ReplacedMethods();

  /** @param body - its realm's generators are followed: each vm context has others */
  start(body: (...args: never[]) => unknown): void {
    const [sync, async] = prototypesFor(body);
    if (sync !== undefined) this.#follow(sync, false);
    if (async !== undefined) this.#follow(async, true);
  }

  stop(): void {
    this.#methods.restore();
  }

  /** Those that were begun, have not ended and were not collected. */
  suspended(): SuspendedGenerator[] {
    return [...this.#suspended.values()].filter(({ generator }) => generator() !== undefined);
  }

  #follow(prototype: object, isAsync: boolean): void {
    const note = (generator: object): void => this.#note(generator, isAsync);
    const end = (generator: object, result: unknown): void => this.#end(generator, result as Result);
    const wrap = (original: Method): Method =>
      function advance(...args) {
        note(this);
        const result = original.apply(this, args);
        if (types.isPromise(result)) {
          void withoutWatching(() => result.then((one) => end(this, one), forget));
        } else end(this, result);
        return result;
      };
    for (const name of ["next", "return", "throw"]) this.#methods.replace(prototype, name, wrap);
  }

  #note(generator: object, isAsync: boolean): void {
    if (this.#known.has(generator) || this.#suspended.size >= MOST_FOLLOWED) return;
    const reference = new WeakRef(generator);
    this.#known.set(generator, reference);
    this.#suspended.set(reference, {
      isAsync,
      generator: () => reference.deref(),
      frames: readStack(noteStack(DEPTH)),
    });
  }

  #end(generator: object, { done }: Result): void {
    const reference = this.#known.get(generator);
    if (done === true && reference !== undefined) this.#suspended.delete(reference);
  }
}

function forget(): void {}

/** The prototypes that all generators, and all async generators, of a function's realm inherit from. */
function prototypesFor(body: (...args: never[]) => unknown): readonly (object | undefined)[] {
  try {
    const FunctionOfRealm = functionConstructorOf(body);
    const of = (source: string): object =>
      Object.getPrototypeOf((FunctionOfRealm(`return ${source}`)() as { prototype: object }).prototype) as object;
    return [of("function* () {}"), of("async function* () {}")];
  } catch {
    // Where code from text is not allowed.
    return [];
  }
}
