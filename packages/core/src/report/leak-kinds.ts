import type { LeakKind } from "../trace/leak.ts";

/** What is said of a kind of leak without any one leak in hand: what happens, and how to mend it. */
export interface LeakKindWords {
  readonly what: string;
  readonly remedy: string;
}

/** The words for every kind of leak, for lists and rules; a leak at hand is told by its hint. */
export const leakKindWords: Readonly<Record<LeakKind, LeakKindWords>> = {
  listener: {
    what: "A listener of an EventEmitter is never removed.",
    remedy: "Remove it with off() when the call is done, or use once() if the event is sure to come.",
  },
  "event target listener": {
    what: "A listener of an EventTarget is never removed.",
    remedy: "Remove it with removeEventListener(), or add it with a `signal` that ends with the call.",
  },
  "abort listener": {
    what: "Listeners pile up on an AbortSignal that outlives the call.",
    remedy: "Remove the listener when the call is done: `once` alone does not, as long as nobody aborts.",
  },
  subscription: {
    what: "A subscriber, handler, watcher or hook is never taken out again.",
    remedy: "Unsubscribe when the call is done: call what subscribing returned, or the method that undoes it.",
  },
  timer: {
    what: "A timer is never cleared, or waits for a fake clock that nobody advances.",
    remedy: "Keep what setTimeout() or setInterval() returns, and clear it when the call is done.",
  },
  "async context": {
    what: "A timer or handle keeps the AsyncLocalStorage stores of its call.",
    remedy: "End it when the call is done, or start it outside the context with `storage.exit()`.",
  },
  handle: {
    what: "A socket, server, worker, port or stream is never closed.",
    remedy: "Close it when the call is done, also when the call fails.",
  },
  "promise reaction": {
    what: "Callbacks pile up on a promise that outlives the call, as by `Promise.race()`.",
    remedy: "Wait for something that ends with the call, or that can be told to stop, such as an AbortSignal.",
  },
  "pending promise": {
    what: "A promise never settles, and something keeps it.",
    remedy: "Resolve or reject it on every way out of the call, or do not keep it.",
  },
  "suspended function": {
    what: "An async function waits for ever, or a generator is never finished.",
    remedy: "Make sure that what it waits for happens, or end the wait: a timeout, an AbortSignal, return().",
  },
  "map entry": {
    what: "An entry is never deleted from a Map.",
    remedy: "Delete it when the call is done; if the keys are objects, a WeakMap lets go by itself.",
  },
  "set entry": {
    what: "An entry is never deleted from a Set.",
    remedy: "Delete it when the call is done; of objects, a WeakSet lets go by itself.",
  },
  property: {
    what: "An object that is used as a map gains properties.",
    remedy: "Delete them when the call is done, or use a Map and delete its entries.",
  },
  element: {
    what: "An array only grows.",
    remedy: "Take elements out when the call is done, or keep only the last few.",
  },
  cache: {
    what: "A cache has no bound.",
    remedy: "Give it a largest size or an age, or a key that comes back in later calls.",
  },
  "weak key": {
    what: "The keys of a WeakMap are held elsewhere, and keep its values.",
    remedy: "Let go of the keys when the call is done.",
  },
  "closure chain": {
    what: "Each closure holds the one before.",
    remedy: "Wrap the function once, outside the calls, or put the original back.",
  },
  "linked list": {
    what: "Each element of a list holds the next.",
    remedy: "Cut the list where nobody needs it any more.",
  },
  "child node": {
    what: "A node of a page only gains children.",
    remedy: "Take them out of the page with remove() when the call is done.",
  },
  "growing string": {
    what: "A string becomes longer, as by `+=`.",
    remedy: "Write it out and start anew, or keep only its end.",
  },
  "growing value": {
    what: "A buffer, array or object is made anew, larger each time.",
    remedy: "Use up what it holds, or keep only its end.",
  },
  native: {
    what: "The runtime or an addon keeps it, outside the reach of the program.",
    remedy: "Close, free or dispose of what the call got from it.",
  },
  other: {
    what: "Something is left behind in every call.",
    remedy: "Remove the underlined reference of the trace when the call is done, or never make it.",
  },
};
