/** A value as one of those that are known; throws if it is none of them. */
export function oneOf<T>(value: unknown, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new TypeError(`expected one of ${known.join(", ")}, received ${String(value)}`);
  return found;
}
