import { AsyncLocalStorage, createHook, executionAsyncId, type HookCallbacks } from "node:async_hooks";
import { type Frame, isUnwatched, noteStack, readStack } from "./frames.ts";
import type { Operation } from "./operations.ts";

/** Something that was opened, and where in the life of the program. */
export interface PlacedOperation<Place> extends Operation {
  readonly id: number;
  readonly place: Place;
  /** What its AsyncLocalStorage holds of this, if it was opened in a context. */
  readonly context: object | undefined;
  readonly startedBy: PlacedOperation<Place> | undefined;
  readonly depth: number;
}

/** What is followed of everything that the runtime starts: what a program can end by itself. */
const FOLLOWED: ReadonlySet<string> = new Set([
  "Timeout",
  "Immediate",
  "TCPSERVERWRAP",
  "PIPESERVERWRAP",
  "TCPWRAP",
  "PIPEWRAP",
  "TTYWRAP",
  "UDPWRAP",
  "PROCESSWRAP",
  "WORKER",
  "MESSAGEPORT",
  "FSEVENTWRAP",
  "STATWATCHER",
  "SIGNALWRAP",
  "FILEHANDLE",
  "FSREQCALLBACK",
  "FSREQPROMISE",
  "QUERYWRAP",
  "GETADDRINFOREQWRAP",
  "GETNAMEINFOREQWRAP",
]);

const DEPTH = 30;

// Enough to see who called the runtime: most of what is started is a timer of the runner's, whose whole stack nobody will ask for.
const SHORT_DEPTH = 8;

// A timer that sets itself again and again would hold all that came before.
const MOST_HOPS = 6;

const FEWEST_TO_PRUNE = 1000;

/** A file that is not known yet to have been opened in which place. */
interface Made {
  readonly id: number;
  readonly resource: object;
}

interface Context {
  readonly follower: number;
  readonly place: object;
}

// One for all: since Node 24 whatever ran in the context of one keeps it as a key of every later context, so that with one for each file
// of a worker every test would copy a longer list. Each has a number of its own: what an earlier file left behind still runs in its context.
const storage = new AsyncLocalStorage<Context>();
let followers = 0;

/**
 * Follows what is opened between `start` and `stop`, each with the place that it was opened in.
 *
 * Promises are left out, and nothing is told when something ends: to be told, the runtime would keep a record of every promise, at
 * some microseconds for each (500,000 awaits on Node 22: 4.6 s instead of 0.3 s). What has ended is seen by looking at it.
 */
export class PlacedOperations<Place extends object> {
  readonly #operations = new Map<number, PlacedOperation<Place>>();
  readonly #follower = ++followers;
  readonly #hook = createHook(
    withoutPromises({
      init: (id, type, _, resource) => {
        if (FOLLOWED.has(type) && !isUnwatched()) this.#note(id, type, resource);
      },
    }),
  );
  // The runtime makes a FileHandle in no context, right before it calls back the request that opened the file. To be told of every callback
  // would cost too much.
  readonly #callback = createHook({ before: (id) => this.#noteFile(id) });
  #file: Made | undefined;
  readonly #isForeign: (frames: readonly Frame[]) => boolean;
  #pruneAt = FEWEST_TO_PRUNE;

  /** @param isForeign - tells by the innermost frames of what is started whether it is not to be followed */
  constructor(isForeign: (frames: readonly Frame[]) => boolean) {
    this.#isForeign = isForeign;
  }

  start(): void {
    this.#hook.enable();
  }

  stop(): void {
    this.#hook.disable();
    this.#callback.disable();
    storage.disable();
    this.#operations.clear();
  }

  /** Runs something in a place, so that what it opens is known to be opened there. */
  run<T>(place: Place, work: () => T): T {
    return storage.run({ follower: this.#follower, place }, work);
  }

  /** What was opened and has not ended. */
  open(): PlacedOperation<Place>[] {
    this.#prune();
    return [...this.#operations.values()];
  }

  #note(id: number, type: string, resource: object): void {
    if (type === "FILEHANDLE") {
      this.#file = { id, resource };
      this.#callback.enable();
      return;
    }
    const parent = this.#operations.get(executionAsyncId());
    const context = storage.getStore();
    // A leak of an earlier file goes on, and is no matter of this one's.
    if (context !== undefined && context.follower !== this.#follower) return;
    const own = context?.place as Place | undefined;
    // What is started outside of every hook and test is the runner's: it starts a timer for each of them, and more.
    const place = own ?? parent?.place;
    if (place === undefined || this.#isForeign(readStack(noteStack(SHORT_DEPTH)))) return;
    if (this.#operations.size >= this.#pruneAt) this.#prune();
    const startedBy = parent === undefined || parent.depth >= MOST_HOPS ? undefined : parent;
    this.#operations.set(id, {
      id,
      type,
      place,
      context,
      resource: weakly(resource),
      startedBy,
      depth: (startedBy?.depth ?? 0) + 1,
      isBodys: own !== undefined || parent !== undefined,
      isBackground: false,
      isLate: false,
      frames: readStack(noteStack(DEPTH)),
    });
  }

  #noteFile(requestId: number): void {
    this.#callback.disable();
    const request = this.#operations.get(requestId);
    if (request !== undefined && this.#file !== undefined) {
      const { id, resource } = this.#file;
      this.#operations.set(id, {
        ...request,
        id,
        type: "FILEHANDLE",
        resource: whileOpen(resource),
        startedBy: request,
        depth: request.depth + 1,
        frames: [],
      });
    }
    this.#file = undefined;
  }

  #prune(): void {
    for (const [id, operation] of this.#operations) if (hasEnded(operation)) this.#operations.delete(id);
    this.#pruneAt = Math.max(FEWEST_TO_PRUNE, 2 * this.#operations.size);
  }
}

// Node 24 and later then hand over no promises; earlier releases ignore it, and its types do not know it.
function withoutPromises(callbacks: HookCallbacks): HookCallbacks {
  return { ...callbacks, trackPromises: false } as HookCallbacks;
}

interface Resource {
  readonly _destroyed?: boolean;
  readonly fd?: number;
  readonly handle?: Resource;
  readonly getAsyncId?: () => number;
}

/** Whether an operation is over: a timer says so; of anything else the runtime takes the number away, or gives it a new one. */
function hasEnded({ id, resource }: PlacedOperation<object>): boolean {
  const one: Resource | undefined = resource();
  // What timers are called by inside.
  const { _destroyed: isDestroyed } = one ?? {};
  if (one === undefined || isDestroyed === true) return true;
  // An agent that hands a connection to the next request wraps it anew.
  const handle = typeof one.getAsyncId === "function" ? one : one.handle;
  return typeof handle?.getAsyncId === "function" && handle.getAsyncId() !== id;
}

function weakly(resource: object): () => object | undefined {
  const reference = new WeakRef(resource);
  return () => reference.deref();
}

// The collector closes a file that nobody closed, and hides it thereby.
function whileOpen(file: { readonly fd?: number }): () => object | undefined {
  let held: { readonly fd?: number } | undefined = file;
  return () => {
    if ((held?.fd ?? -1) < 0) held = undefined;
    return held;
  };
}
