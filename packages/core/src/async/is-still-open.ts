import { ownerOf } from "./details.ts";
import { isPending } from "./is-pending.ts";
import type { AsyncKind } from "./kinds.ts";
import type { Suspect } from "./suspects.ts";

interface Timer {
  readonly _destroyed?: boolean;
}

interface Owner {
  readonly destroyed?: boolean;
  readonly exitCode?: number | null;
  readonly signalCode?: string | null;
}

interface Request {
  readonly req?: { readonly destroyed?: boolean; readonly res?: { readonly complete?: boolean } | null };
}

type IsOpen = (resource: object) => boolean;

// What says by itself that it has ended, also when no hook is in place any more.
const TESTS: Partial<Readonly<Record<AsyncKind, IsOpen>>> = {
  timeout: ({ _destroyed: isDestroyed }: Timer) => isDestroyed === false,
  socket: (handle) => ownerIn(handle)?.destroyed === false,
  "child process": (handle) => {
    const child = ownerIn(handle);
    return child?.exitCode === null && child.signalCode === null;
  },
  "HTTP request": isUnanswered,
  "unread HTTP response": isUnanswered,
  "pending promise": isPending,
};

const ownerIn = (handle: object): Owner | undefined => ownerOf(handle);

function isUnanswered({ req }: Request): boolean {
  return req?.destroyed === false && req.res?.complete !== true;
}

/** Whether it can be told of this kind, long after the calls, that one of it has not ended. */
export function tellsItsEnd(kind: AsyncKind): boolean {
  return TESTS[kind] !== undefined;
}

/** Whether something that was open after the calls is so still; `false` where that cannot be told, or it was collected. */
export function isStillOpen({ kind, resource }: Suspect): boolean {
  const one = resource();
  return one !== undefined && TESTS[kind]?.(one) === true;
}
