import { inspect } from "node:util";

/**
 * Leaves of an error what a user can mend: its message. Runners print what is thrown while they start with its stack and cause, and
 * those would be lines of ours and of the runner's, none of the user's.
 */
export function messageAlone<E extends Error>(error: E): E {
  error.stack = String(error);
  delete error.cause;
  // Node puts errors without frames in brackets.
  Object.defineProperty(error, inspect.custom, { value: () => error.message });
  return error;
}

/** Reads a part of the configuration of a project; of a mistake in it only the message is thrown. */
export function readConfiguration<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof TypeError ? messageAlone(error) : error;
  }
}
