import { detailOf, storesOf } from "./details.ts";
import { type AsyncKind, isUnref, kindOf } from "./kinds.ts";
import type { OwnedFrame, StackOwners } from "./owned-stacks.ts";
import type { Frame } from "./track/frames.ts";
import type { Operation } from "./track/operations.ts";

/** Something that was started during the calls and has not ended. */
export interface Suspect {
  readonly kind: AsyncKind;
  /** How many there are. */
  readonly count: number;
  /** The object that stands for it; undefined where there is none, or it was collected. */
  readonly resource: () => object | undefined;
  /** What tells it from others of its kind: an address, a path, the name of an event. */
  readonly detail?: string | undefined;
  /** AsyncLocalStorage stores that it keeps. */
  readonly stores: readonly string[];
  readonly frames: readonly Frame[];
  /** The frames of the program, of dependencies and of the runner, innermost first. */
  readonly owned: readonly OwnedFrame[];
  /** In whose callbacks it was started, the nearest first. */
  readonly hops: readonly Hop[];
  /** Whether the calls started it; otherwise something else did while they ran. */
  readonly isBodys: boolean;
  readonly isBackground: boolean;
  readonly isLate: boolean;
}

/** A callback in which something was started, and where what calls it back was started. */
export interface Hop {
  readonly type: string;
  readonly owned: readonly OwnedFrame[];
}

// Timers say by themselves that they are not to be waited for.
const TIMERS: ReadonlySet<AsyncKind> = new Set(["timeout", "interval", "immediate"]);

/** Whether a timer does not keep the process alive. */
export function isUnrefTimer(operation: Operation): boolean {
  const kind = kindOf(operation);
  return kind !== undefined && TIMERS.has(kind) && isUnref(operation);
}

/** What is asked about handles. */
export interface HandleRequest {
  /** Whether timers count that do not keep the process alive. */
  readonly countsUnref: boolean;
  /** AsyncLocalStorage stores that the calls were made in. */
  readonly inheritedStores: ReadonlySet<unknown>;
}

/** Gives what a handle or request is suspected of; undefined where it has ended or is not asked for. */
export function suspectHandle(
  operation: Operation,
  owners: StackOwners,
  { countsUnref, inheritedStores }: HandleRequest,
): Suspect | undefined {
  const kind = kindOf(operation);
  if (kind === undefined || (!countsUnref && isUnrefTimer(operation))) return undefined;
  const resource = operation.resource();
  return {
    ...suspect(kind, operation, owners),
    detail: resource === undefined ? undefined : detailOf(kind, resource),
    stores: resource === undefined ? [] : storesOf(resource, inheritedStores),
  };
}

/** Gives what a promise is suspected of, which is known to be pending. */
export function suspectPromise(operation: Operation, owners: StackOwners): Suspect {
  return suspect("pending promise", operation, owners);
}

/** Gives what something is suspected of that the runtime does not count among its operations. */
export function suspectByFrames(
  kind: AsyncKind,
  frames: readonly Frame[],
  owners: StackOwners,
  more: Partial<Pick<Suspect, "count" | "detail" | "resource" | "isBodys">> = {},
): Suspect {
  return {
    kind,
    count: 1,
    resource: () => undefined,
    stores: [],
    frames,
    owned: owners.ownersOf(frames),
    hops: [],
    // Neither listeners nor descriptors know in whose context they were made.
    isBodys: true,
    isBackground: false,
    isLate: false,
    ...more,
  };
}

function suspect(kind: AsyncKind, operation: Operation, owners: StackOwners): Suspect {
  const { isBodys, isBackground, isLate } = operation;
  const hops: Hop[] = [];
  for (let hop = operation.startedBy; hop !== undefined; hop = hop.startedBy)
    hops.push({ type: hop.type, owned: owners.ownersOf(hop.frames) });
  const own = owners.ownersOf(operation.frames);
  // The runtime makes a FileHandle in the callback of the request that opens the file.
  const isMadeInCallback = own.length === 0 && hops.length > 0;
  return {
    kind,
    count: 1,
    // Asked anew each time: once it is no longer held, neither does this hold it.
    resource: () => operation.resource(),
    stores: [],
    frames: operation.frames,
    owned: isMadeInCallback ? hops[0]!.owned : own,
    hops: isMadeInCallback ? hops.slice(1) : hops,
    isBodys,
    isBackground,
    isLate,
  };
}
