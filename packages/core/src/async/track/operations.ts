import { AsyncLocalStorage, createHook, executionAsyncId, executionAsyncResource } from "node:async_hooks";
import { types } from "node:util";
import { type Frame, isProgram, isUnwatched, type NotedStack, noteStack, readStack } from "./frames.ts";

/** One thing that the runtime started: a handle, a request or a promise. */
export interface Operation {
  /** The name of its type in the runtime: "Timeout", "TCPWRAP", "PROMISE". */
  readonly type: string;
  /** The runtime's own object for it; undefined once it was collected. */
  readonly resource: () => object | undefined;
  /** The handle or request in whose callback it was started, if that was started during the calls as well. */
  readonly startedBy: Operation | undefined;
  /** Whether the calls started it; otherwise something else did while they ran. */
  readonly isBodys: boolean;
  /** Whether a timer or an async function started it that goes on from before the calls. */
  readonly isBackground: boolean;
  /** Whether it was started after the calls had returned. */
  readonly isLate: boolean;
  /** Where it was started, innermost first. */
  readonly frames: readonly Frame[];
}

interface Tracked extends Operation {
  resource: () => object | undefined;
  frames: readonly Frame[];
  readonly depth: number;
  noted: NotedStack | undefined;
  /** Whether it may be collected. */
  isReleased: boolean;
  /** Lets go of what is held until the end. */
  readonly release?: () => void;
}

const DEPTH = 30;
const SHORT_DEPTH = 12;

// A stack costs some ten microseconds: after so many promises theirs are no longer noted.
const MOST_PROMISE_STACKS = 10_000;

// A promise that was resolved with another one is still pending; of so many it is found out.
const MOST_RESOLVED = 2000;

// A timer that sets itself again and again would hold all that came before.
const MOST_HOPS = 6;

// They stand for no work at all.
const NO_OPERATIONS: ReadonlySet<string> = new Set(["TIMERWRAP"]);

// Work that is put off has no caller on its stack: who put it off is told instead.
const PUT_OFF: ReadonlySet<string> = new Set(["TickObject", "Microtask"]);

// They are asked for once more when they are closed.
const KNOWN_AGAIN: ReadonlySet<string> = new Set(["Timeout", "MESSAGEPORT"]);

// By them the runtime closes what has no method that could be replaced.
const CLOSING: ReadonlySet<string> = new Set(["FILEHANDLECLOSEREQ", "TickObject"]);

// Whether a promise is pending is asked before it may be collected.
const HELD: ReadonlySet<string> = new Set(["PROMISE"]);
// The collector closes a file that nobody closed, and hides it thereby: it is held until it was judged.
const HELD_TO_THE_END: ReadonlySet<string> = new Set(["FILEHANDLE"]);

// The runtime makes them in a callback that knows no context.
const CONTEXTLESS: ReadonlySet<string> = new Set(["FILEHANDLE", "DIRHANDLE"]);

// One for all checks: what they leave behind keeps it, and it would be told as theirs. Each check has a number of its own, since what
// an earlier one left behind still runs in the context of that.
const storage = new AsyncLocalStorage<number>();
let trackers = 0;

/** Follows what is started and ended between `start` and `stop`. */
export class OperationTracker {
  readonly #id = ++trackers;
  readonly #operations = new Map<number, Tracked>();
  readonly #resolved = new Set<number>();
  readonly #made = new WeakSet();
  readonly #hook = createHook({
    init: (id, type, triggerId, resource) => {
      if (NO_OPERATIONS.has(type) || isUnwatched()) return;
      if (KNOWN_AGAIN.has(type)) this.#made.add(resource);
      if (CLOSING.has(type)) this.#onClosing?.(type, resource);
      const parent = this.#operations.get(CONTEXTLESS.has(type) ? triggerId : executionAsyncId());
      this.#operations.set(id, this.#note(type, resource, parent));
    },
    promiseResolve: (id) => {
      if (this.#resolved.size >= MOST_RESOLVED) this.#operations.delete(id);
      else if (this.#operations.has(id)) this.#resolved.add(id);
    },
    destroy: (id) => {
      this.#operations.delete(id);
    },
  });
  #promises = 0;
  #onClosing: ((type: string, resource: object) => void) | undefined;
  /** Whether the calls have returned: what others start from then on is no matter of theirs. */
  areCallsOver = false;

  /** @param onClosing - is told of operations by which the runtime closes something */
  start(onClosing?: (type: string, resource: object) => void): void {
    this.#onClosing = onClosing;
    this.#hook.enable();
  }

  /** Whether the calls, or what they started, are running right now. */
  isCalling(): boolean {
    return storage.getStore() === this.#id;
  }

  /** Whether a timer or a port was made since `start`. */
  isNew(resource: object): boolean {
    return this.#made.has(resource);
  }

  /** Runs the calls, so that what they start is known to be theirs. */
  run<T>(calls: () => T): T {
    return storage.run(this.#id, calls);
  }

  stop(): void {
    this.#hook.disable();
    storage.disable();
    for (const one of this.#operations.values()) one.release?.();
  }

  /** What was started and has not ended, promises left out. */
  handles(): Operation[] {
    return [...this.#operations.values()].filter(({ type }) => type !== "PROMISE" && !PUT_OFF.has(type));
  }

  /**
   * Promises that were made, are pending and were not collected: they are held no longer, and all others are let go of.
   *
   * @param isPending - tells whether a promise is pending
   */
  pendingPromises(isPending: (promise: object) => boolean): Operation[] {
    const pending: Operation[] = [];
    for (const [id, one] of this.#operations) {
      if (one.type !== "PROMISE") continue;
      const promise = one.resource();
      if (promise === undefined || !isPending(promise)) {
        this.#operations.delete(id);
        continue;
      }
      readNoted(one);
      if (!one.isReleased) one.resource = weakly(promise);
      one.isReleased = true;
      pending.push(one);
    }
    this.#resolved.clear();
    return pending;
  }

  #note(type: string, resource: object, parent: Tracked | undefined): Tracked {
    const isPromise = type === "PROMISE";
    const isBodys = storage.getStore() === this.#id || (CONTEXTLESS.has(type) && parent?.isBodys === true);
    const isLazy = isPromise || PUT_OFF.has(type);
    const wantsStack = !isPromise || this.#promises++ < MOST_PROMISE_STACKS;
    const noted = wantsStack ? noteStack(isLazy ? SHORT_DEPTH : DEPTH) : undefined;
    // Nearly all promises are settled, and all ticks are over, before anybody wants to know where they were made.
    const frames = isLazy || noted === undefined ? [] : readStack(noted);
    if (parent !== undefined && !isLazy && !frames.some(isProgram)) readNoted(parent);
    // Of promises and what is put off only those count whose stack had to be read.
    const isHop =
      parent !== undefined &&
      (parent.frames.some(isProgram) || (parent.type !== "PROMISE" && !PUT_OFF.has(parent.type)));
    const hop = isHop ? parent : (parent?.startedBy as Tracked | undefined);
    const startedBy = hop === undefined || hop.depth >= MOST_HOPS ? undefined : hop;
    return {
      type,
      ...(HELD_TO_THE_END.has(type)
        ? holding(resource)
        : { resource: HELD.has(type) ? () => resource : weakly(resource) }),
      isReleased: false,
      startedBy,
      isBodys,
      isBackground: !isBodys && (parent?.isBackground ?? goesOnFromBefore(executionAsyncResource())),
      isLate: this.areCallsOver,
      depth: (startedBy?.depth ?? 0) + 1,
      frames,
      noted: isLazy ? noted : undefined,
    };
  }
}

function readNoted(one: Tracked): void {
  if (one.noted !== undefined) one.frames = readStack(one.noted);
  one.noted = undefined;
}

function holding(resource: object): Pick<Tracked, "resource" | "release"> {
  const reference = weakly(resource);
  let held: object | undefined = resource;
  return { resource: () => held ?? reference(), release: () => (held = undefined) };
}

function weakly(resource: object): () => object | undefined {
  const reference = new WeakRef(resource);
  return () => reference.deref();
}

const TIMERS: ReadonlySet<string | undefined> = new Set(["Timeout", "Immediate"]);

// A timer, or an async function that waits: what speaks to the program from outside, such as a connection, does so because of the calls.
function goesOnFromBefore(executing: object): boolean {
  // Promises have no id before a hook is in place: what goes on after them seems to be called by nobody.
  if (executionAsyncId() <= TOP_LEVEL_ID || types.isPromise(executing)) return true;
  // The class alone tells, of whatever realm it is.
  return TIMERS.has(executing.constructor?.name);
}

const TOP_LEVEL_ID = 1;
