import { types } from "node:util";

// Bound when the module is loaded, before a test can put fake timers in their place.
const realSetTimeout = setTimeout;
const realClearTimeout = clearTimeout;

/** Gives the stores of the context that the caller runs in: runners have their own. */
export function currentStores(): ReadonlySet<unknown> {
  // The runtime offers no list of them, but every timer keeps them.
  const timer = realSetTimeout(() => {}, 0);
  const stores = new Set(storesIn(timer));
  realClearTimeout(timer);
  return stores;
}

/** Gives the AsyncLocalStorage stores that a resource keeps. */
export function storesIn(resource: object): unknown[] {
  return Object.getOwnPropertySymbols(resource).flatMap((symbol) => {
    const value = (resource as Record<symbol, unknown>)[symbol];
    if (symbol.description === "kResourceStore") return [value];
    // Since Node 24 one map holds the stores of all; it is none of the Map that a program knows.
    return symbol.description === "kAsyncContextFrame" && types.isMap(value)
      ? [...Map.prototype.values.call(value)]
      : [];
  });
}
