import { inspect, types } from "node:util";

/** Whether a value is a promise that is pending. */
export function isPending(value: unknown): boolean {
  if (!types.isPromise(value)) return false;
  // No other way tells at once; nothing of what it was settled with is looked at.
  const text = inspect(value, {
    depth: 0,
    customInspect: false,
    maxArrayLength: 0,
    maxStringLength: 0,
    getters: false,
    showProxy: true,
  });
  return /^[^{]*\{\s*<pending>/.test(text);
}
