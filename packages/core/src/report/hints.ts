import type { LeakKind } from "../trace/leak.ts";
import type { Leak } from "../trace/leak.ts";
import { withArticle } from "../trace/words/expression.ts";
import { FAKE_CLOCK } from "../trace/words/fold-runtime.ts";
import { ADDRESSED } from "../trace/words/kind.ts";
import { isGenerator } from "./leak-pages.ts";

/** What happens, and how to mend it. */
type Hint = readonly [what: string, remedy: string];

const hints: Readonly<Record<LeakKind, (leak: Leak) => Hint>> = {
  listener: (leak) => [
    `${every(leak)} adds a listener${ofEvent(leak)} to ${holderOf(leak)}.`,
    "Remove it with off() when the call is done, or use once() if the event is sure to come.",
  ],
  "event target listener": (leak) => [
    `${every(leak)} adds a listener${ofEvent(leak)} to ${holderOf(leak)}.`,
    "Remove it with removeEventListener() when the call is done, or add it with a `signal` that ends with the call.",
  ],
  "abort listener": (leak) => [
    `${every(leak)} listens to ${holderOf(leak)}, which outlives the call.`,
    "Remove the listener when the call is done: `once` alone does not, as long as nobody aborts.",
  ],
  subscription: (leak) => [
    `${every(leak)} adds a subscriber to ${holderOf(leak)}.`,
    "Unsubscribe when the call is done: call what subscribing returned, or the method that undoes it.",
  ],
  timer: (leak) =>
    leak.trace[0]?.name === FAKE_CLOCK
      ? [
          `${every(leak)} starts a timer that is never cleared${inFunction(leak)}, and the body does not advance the fake clock that it waits for.`,
          `${clearTimer(leak)} If it is meant to run, let the body advance the clock: advanceTimersByTime(), runOnlyPendingTimers().`,
        ]
      : [`${every(leak)} starts a timer that is never cleared${inFunction(leak)}.`, clearTimer(leak)],
  "async context": (leak) => [
    `${keepsContext(leak)}, and with it all that its AsyncLocalStorage stores hold.`,
    "End it when the call is done, or start it outside the context: `storage.exit(() => …)`.",
  ],
  handle: (leak) => [
    `${every(leak)} opens ${withArticle(leak.className)} and leaves it open.`,
    `End it with ${closerOf(leak.className)} when the call is done, also when the call fails.`,
  ],
  "promise reaction": (leak) => [
    `${every(leak)} waits with then(), await or Promise.race() for ${promiseOf(leak)}, which outlives the call and keeps what waits.`,
    "Wait for something that ends with the call, or that can be told to stop, such as an AbortSignal.",
  ],
  "pending promise": (leak) => [
    `${every(leak)} leaves a promise behind that nothing settles, and ${holderOf(leak)} keeps it.`,
    "Resolve or reject it on every way out of the call, or do not keep it.",
  ],
  "suspended function": (leak) =>
    isGenerator(leak)
      ? [
          `${every(leak)} leaves ${generatorOf(leak)} unfinished, and ${holderOf(leak)} keeps it with all its variables.`,
          "Run it to its end, or end it with return().",
        ]
      : [
          `In ${every(leak).toLowerCase()} ${functionOf(leak)} starts to wait for something that never happens; ` +
            `${holderOf(leak)} keeps it with all its variables.`,
          "Make sure that what it waits for happens, or end the wait: a timeout, an AbortSignal.",
        ],
  "map entry": (leak) => [
    `${every(leak)} adds an entry to ${holderOf(leak)}, and none is deleted.`,
    "Delete it when the call is done; if the keys are objects, a WeakMap lets go by itself.",
  ],
  "set entry": (leak) => [
    `${every(leak)} adds an entry to ${holderOf(leak)}, and none is deleted.`,
    "Delete it when the call is done; of objects, a WeakSet lets go by itself.",
  ],
  property: (leak) =>
    leak.names.place === undefined
      ? [
          `${every(leak)} adds a property to ${holderOf(leak)}, and none is deleted.`,
          "Delete it when the call is done, or use a Map and delete its entry.",
        ]
      : [
          `${every(leak)} leaves ${withArticle(leak.className)} in ${leak.names.place}, in another place each time.`,
          "Take it out when the call is done.",
        ],
  element: (leak) => [
    `${every(leak)} adds an element to ${holderOf(leak)}, and none is taken out.`,
    "Take it out when the call is done, or keep only the last few.",
  ],
  cache: (leak) => [
    `${every(leak)} adds to ${cacheOf(leak)}, which nothing bounds.`,
    "Give it a largest size or an age, or a key that comes back in later calls.",
  ],
  "weak key": (leak) => [
    `A WeakMap keeps the value as long as its key lives, and ${holderOf(leak)} keeps the keys.`,
    "Let go of the keys when the call is done.",
  ],
  "closure chain": (leak) => [
    `${every(leak)} wraps the function in ${placeOf(leak)} once more, and each wrapper keeps the one before.`,
    "Wrap it once, outside the calls, or put the original back.",
  ],
  "linked list": (leak) => [
    `${every(leak)} links another ${leak.className} to the list in ${placeOf(leak)}, and each keeps the next.`,
    "Cut the list where nobody needs it any more.",
  ],
  "child node": (leak) => [
    `${every(leak)} adds ${withArticle(leak.className)} to ${holderOf(leak)}, and none is removed.`,
    "Take it out of the page with remove() when the call is done.",
  ],
  "growing string": (leak) => [
    `${every(leak)} makes the string in ${placeOf(leak)} longer.`,
    "Write it out and start anew, or keep only its end.",
  ],
  "growing value": (leak) => [
    `${placeOf(leak)} gets a new ${leak.className} in every call, larger than the one before.`,
    "Use up what it holds, or keep only its end.",
  ],
  native: (leak) =>
    leak.className === ADDRESSED
      ? [
          `${every(leak)} leaves an address behind that URL.createObjectURL() gave, and the runtime keeps the ${ADDRESSED} for it.`,
          "Revoke it with URL.revokeObjectURL() when the call is done.",
        ]
      : [
          "The runtime or an addon keeps it, outside the reach of the program.",
          "Close, free or dispose of what the call got from it.",
        ],
  other: (leak) => [
    `${every(leak)} leaves ${withArticle(leak.className)} behind${leak.names.holder === undefined ? "" : ` in ${leak.names.holder}`}.`,
    "Remove the underlined reference when the call is done, or never make it.",
  ],
};

// What is undone where it was done, whosever the holder is. Everything else only its owner can take out.
const UNDONE_BY_CALLER: ReadonlySet<LeakKind> = new Set([
  "listener",
  "event target listener",
  "child node",
  "abort listener",
  "promise reaction",
  "subscription",
  "timer",
  "async context",
  "handle",
  "native",
]);

/** Says in a few plain words what happens in every call of a leak, and how to mend it. */
export function hintOf(leak: Leak): string {
  const { kind, owner } = leak;
  const [what, remedy] = hints[kind](leak);
  if (owner.kind !== "dependency" || UNDONE_BY_CALLER.has(kind)) return `${what} ${remedy}`;
  return `${what} That is code of the package ${owner.name}: look for its method that undoes the call, or for a release that lets go.`;
}

/** Says how an object that should have been collected is held, and how to let it go. */
export function hintOnObject(leak: Leak): string {
  // One object cannot grow from call to call: a variable or a property keeps it.
  if (leak.kind === "growing value")
    return `${placeOf(leak)} keeps it. Set it to undefined, or to another value, when the object is no longer needed.`;
  return hintOf(leak).replace(/^Every call /, "The code ");
}

function every({ perCall }: Leak): string {
  return perCall >= 0.9 || perCall <= 0 ? "Every call" : `One call in ${Math.round(1 / perCall)}`;
}

function holderOf({ names: { holder, holderClass } }: Leak): string {
  if (holder === undefined) return holderClass === undefined ? "something that lives on" : withArticle(holderClass);
  // An expression that ends with a class names it already.
  return holderClass === undefined || !holder.endsWith("`") || holder.includes("` of ")
    ? holder
    : `the ${holderClass} ${holder}`;
}

// What the suspect reference itself is: a variable or a property that holds the leaked thing directly.
function placeOf({ names: { place, holder } }: Leak): string {
  return place ?? holder ?? "the same place";
}

const ofEvent = ({ names: { event } }: Leak): string => (event === undefined ? "" : ` for ${event}`);

function inFunction({ names: { starter }, allocatedAt, allocatedBy }: Leak): string {
  const where = (allocatedBy ?? allocatedAt)?.functionName;
  const how = [starter === undefined ? "" : `${starter}()`, where === undefined ? "" : `in ${where}`];
  const told = how.filter((part) => part !== "").join(" ");
  return told === "" ? "" : ` (${told})`;
}

function clearTimer({ names: { starter }, allocatedBy }: Leak): string {
  if (allocatedBy !== undefined)
    return "A dependency starts it: look for its method that ends what the call began (close(), dispose()), or for an option without timers.";
  const clear =
    starter === undefined
      ? "Clear it with clearTimeout() or clearInterval()"
      : `Keep what ${starter}() returns, and clear it with ${starter.replace("set", "clear")}()`;
  return `${clear} when the call is done.`;
}

const cacheOf = ({ names: { holder } }: Leak): string =>
  holder?.startsWith("`") === true ? `the cache ${holder}` : "a cache";

// The class of a promise tells its state, and nothing else.
const promiseOf = ({ names: { holder } }: Leak): string =>
  holder?.startsWith("`") === true ? `the promise ${holder}` : "a promise";

function keepsContext(leak: Leak): string {
  const what = leak.className === "Timeout" ? "timer" : leak.className;
  const starter = leak.names.starter === undefined ? "" : ` (${leak.names.starter}())`;
  return `${every(leak)} leaves ${withArticle(what)}${starter} that keeps the call's async context`;
}

const functionOf = ({ names: { functionName } }: Leak): string =>
  functionName === undefined ? "a function" : `\`${functionName}\``;

const generatorOf = ({ names: { functionName } }: Leak): string =>
  functionName === undefined ? "a generator" : `the generator \`${functionName}\``;

const CLOSERS: Readonly<Record<string, string>> = { Worker: "terminate()", ChildProcess: "kill()", Process: "kill()" };

function closerOf(className: string): string {
  return CLOSERS[className] ?? (/Socket$|Stream$/.test(className) ? "destroy()" : "close()");
}
