/**
 * Holds weakly what Jest 30 keeps of its global object until the file ends, to clean it then: every value that a property had before it
 * was replaced or deleted. Held strongly, each would outlive the call that let it go, and look like a leak of that call.
 *
 * What is gone when the file ends needs no cleaning; what something else holds is cleaned as before.
 *
 * @see https://github.com/jestjs/jest/blob/v30.5.2/packages/jest-environment-node/src/index.ts
 */
export function holdReplacedGlobalsWeakly(environment: object): void {
  const { _globalProxy: proxy } = environment as { readonly _globalProxy?: { leftovers?: unknown } };
  if (!Array.isArray(proxy?.leftovers)) return;
  const leftovers = new WeakLeftovers();
  for (const leftover of proxy.leftovers as readonly Leftover[]) leftovers.push(leftover);
  proxy.leftovers = leftovers;
}

interface Leftover {
  readonly value: unknown;
}

/** The part of an array that Jest uses. */
class WeakLeftovers {
  readonly #values = new Set<WeakRef<WeakKey>>();
  readonly #collected = new FinalizationRegistry<WeakRef<WeakKey>>((value) => this.#values.delete(value));

  push({ value }: Leftover): void {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
    const held = new WeakRef(value);
    this.#values.add(held);
    this.#collected.register(value, held);
  }

  *[Symbol.iterator](): Generator<Leftover> {
    for (const held of this.#values) {
      const value = held.deref();
      if (value !== undefined) yield { value };
    }
  }
}
