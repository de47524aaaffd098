import { describe } from "../describe.ts";

// Known by a symbol: the one who watches and the one who asserts may have loaded this file apart, or live in different realms.
const KEY = Symbol.for("leakproof.watched");

/** An object that is watched until it is collected; it does not keep the object alive. */
export interface Watched {
  /** @internal */
  readonly reference: WeakRef<object>;
  readonly name: string | undefined;
}

/**
 * Watches an object that was made inside of the code under test, for `expect(watched).toBeCollected()` or `checkCollected(watched)`.
 *
 * @param object - an object or a function; it is not kept alive
 * @param name - what messages call it
 * @throws TypeError if it is neither
 * @example
 * const watched = watch(service.session, "the session");
 * await service.close();
 * await expect(watched).toBeCollected();
 */
export function watch(object: object, name?: string): Watched {
  if (!isObject(object)) throw new TypeError(`watch: expected an object, received ${describe(object)}`);
  return Object.freeze({ [KEY]: true, reference: new WeakRef(object), name });
}

/** Reads what was received as something that is watched: what {@link watch} gave, or a WeakRef. */
export function asWatched(received: unknown): Watched | undefined {
  if (!isObject(received)) return undefined;
  if (Object.prototype.toString.call(received) === "[object WeakRef]")
    return { reference: received as WeakRef<object>, name: undefined };
  return KEY in received ? (received as unknown as Watched) : undefined;
}

/** Whether something is kept by reference, so that it can be collected. */
export function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
