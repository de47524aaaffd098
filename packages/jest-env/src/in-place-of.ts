type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Lets something run around the function of a hook or test; returns what puts the function back.
 *
 * Jest looks at how many parameters it has, and whether it is a generator: one that is stays as it is.
 */
export function inPlaceOf(one: { fn?: unknown }, run: (body: () => unknown) => unknown): () => void {
  const { fn } = one;
  if (typeof fn !== "function" || fn.constructor.name.endsWith("GeneratorFunction")) return () => {};
  const body = fn as AnyFunction;
  one.fn =
    body.length === 0
      ? function (this: unknown) {
          return run(() => body.call(this));
        }
      : function (this: unknown, done: unknown) {
          return run(() => body.call(this, done));
        };
  return () => {
    one.fn = fn;
  };
}
