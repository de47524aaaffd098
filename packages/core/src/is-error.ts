import { types } from "node:util";

/** Whether a value is an error, of whatever realm: runners make tests in vm contexts, which have an `Error` of their own. */
export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}
