import type { LeakKind, LeakNames, Owner, Trace } from "../leak.ts";
import { isChildReference } from "./dom-references.ts";
import { expressionOf } from "./expression.ts";
import { WAITING_TIMER } from "./fold-runtime.ts";
import { RESOLVE_FUNCTION } from "./names.ts";
import { OPEN_HANDLE, PROMISE_OF_THEN } from "./references.ts";

/** What a kind is decided from. */
export interface KindFacts extends Trace {
  readonly className: string;
  readonly count: number;
  readonly perCall: number;
  /** Whether many objects of one sort hold them, each a few. */
  readonly isScattered?: boolean;
  readonly owner: Owner;
  /** The classes of what it keeps. */
  readonly kept: readonly string[];
  /** The text of the function that created it. */
  readonly creator?: string;
}

/** Decides what sort of mistake a leak is. */
export function kindOf(facts: KindFacts): { readonly kind: LeakKind; readonly names: LeakNames } {
  const before = facts.trace.slice(0, facts.suspect);
  const holder = expressionOf(before);
  const last = before.at(-1);
  const place = expressionOf(facts.trace.slice(0, facts.suspect + 1));
  const names: LeakNames = {
    ...(holder === undefined ? {} : { holder }),
    ...(place === undefined || !holdsOne(referenceOf(facts)) ? {} : { place }),
    ...(last === undefined || last.reference === "" ? {} : { holderClass: last.name }),
  };
  for (const rule of [listenerOf, resourceOf, reactionOf, waitOf, nativeOf, collectionOf, chainOf]) {
    const found = rule(facts, names);
    if (found !== undefined) return { kind: found.kind, names: { ...names, ...found.names } };
  }
  return { kind: "other", names };
}

type Rule = (facts: KindFacts, names: LeakNames) => { readonly kind: LeakKind; readonly names?: LeakNames } | undefined;

const referenceOf = ({ trace, suspect }: KindFacts): string => trace[suspect]?.reference ?? "";

const listenerOf: Rule = (facts, { holderClass }) => {
  const reference = referenceOf(facts);
  const event = /^listener for (.+)$/.exec(reference)?.[1];
  if (event !== undefined) return { kind: "listener", names: event === "[key]" ? {} : { event } };
  const isOfSignal = facts.trace.slice(0, facts.suspect).some(({ name }) => name === "AbortSignal");
  if (isOfSignal && /^(?:event listener(?: for .+)?|Set entry)$/.test(reference)) return { kind: "abort listener" };
  const heard = /^event listener(?: for (.+))?$/.exec(reference);
  if (heard !== null)
    return { kind: "event target listener", names: heard[1] === undefined ? {} : { event: heard[1] } };
  return holderClass !== undefined && isCollected(reference) && SUBSCRIBERS.test(lastNameOf(facts))
    ? { kind: "subscription" }
    : undefined;
};

const SUBSCRIBERS = /listener|subscri|observer|handler|callback|watcher|hook/i;
const CACHE = /cache|memo(?!r)/i;

// The nearest variable or property that leads to the collection.
function lastNameOf({ trace, suspect }: KindFacts): string {
  const named = trace.slice(0, suspect).findLast(({ reference }) => /^(?:`[.[]|.*variable `)/.test(reference));
  return /`[.[]?"?(.+?)"?\]?`$/.exec(named?.reference ?? "")?.[1] ?? "";
}

const isCollected = (reference: string): boolean =>
  /^(?:\[x\]|Map value|Map key|Map entry|Set entry|entry|`\[key\]`)$/.test(reference);

const HANDLES =
  /^(?:\w*Socket|\w*Server|FSWatcher|StatWatcher|Worker|MessagePort|MessageChannel|BroadcastChannel|FileHandle|ChildProcess|ReadStream|WriteStream|\w*Http2Session|Pipe|TCP|UDP|TTY|FSEvent|Process|Dir|Interface)$/;

/** What an address of `URL.createObjectURL()` keeps: it looks like an open handle, but nobody can close it. */
export const ADDRESSED = "Blob";

const resourceOf: Rule = (facts) => {
  const { trace, suspect, className, creator } = facts;
  const inTimer = className === "Timeout" || ["running timer", WAITING_TIMER].includes(referenceOf(facts));
  const starter = inTimer ? starterIn(creator) : undefined;
  const names = starter === undefined ? {} : { starter };
  if (trace.slice(suspect).some(({ reference }) => reference === "async context"))
    return { kind: "async context", names };
  if (inTimer || className === "Immediate") return { kind: "timer", names };
  if (className === ADDRESSED && referenceOf(facts) === OPEN_HANDLE) return { kind: "native" };
  return HANDLES.test(className) || referenceOf(facts) === OPEN_HANDLE ? { kind: "handle" } : undefined;
};

function starterIn(text: string | undefined): LeakNames["starter"] {
  const started = ["setInterval", "setTimeout"] as const;
  const [only, another] = started.filter((name) => text?.includes(name) === true);
  return another === undefined ? only : undefined;
}

const SUSPENDED = /^(?:async function|async generator|generator|suspended function) (.+) \(suspended\)$/;

const waitingIn = ({ className, kept }: KindFacts): string | undefined =>
  [className, ...kept].map((name) => SUSPENDED.exec(name)?.[1]).find((name) => name !== undefined);

// What `then` and `Promise.race` are given stays with a promise until it is settled, also when nobody waits for the outcome any more.
const reactionOf: Rule = (facts, { holderClass }) =>
  holderClass?.startsWith("Promise") === true &&
  waitingIn(facts) === undefined &&
  ["`then` callback", "`catch` callback", PROMISE_OF_THEN].includes(referenceOf(facts))
    ? { kind: "promise reaction" }
    : undefined;

const waitOf: Rule = (facts) => {
  const { className, kept } = facts;
  const isSettled = kept.some((name) => /^Promise \((?!pending)/.test(name)) && !kept.includes("Promise (pending)");
  const isPromise = className === "Promise (pending)" || (className === RESOLVE_FUNCTION && !isSettled);
  if (!isPromise && !SUSPENDED.test(className)) return undefined;
  const waiting = waitingIn(facts);
  if (waiting === undefined) return { kind: "pending promise" };
  return { kind: "suspended function", names: waiting === "(anonymous)" ? {} : { functionName: waiting } };
};

// A program cannot delete from the runtime's own collections, nor from what is behind a handle of an addon.
const nativeOf: Rule = ({ owner, trace }) =>
  owner.kind === "runtime" || trace[0]?.name === "the runtime" ? { kind: "native" } : undefined;

// The module's own name does not count, but everything on the way from there does: a Map behind a function `memoized`.
const isInCache = ({ trace, suspect }: KindFacts): boolean =>
  trace.slice(1, suspect).some(({ reference, name }) => CACHE.test(reference) || CACHE.test(name));

const collectionOf: Rule = (facts) => {
  const reference = referenceOf(facts);
  if (isChildReference(reference)) return { kind: "child node" };
  if (facts.trace.slice(facts.suspect).some((step) => step.reference === "WeakMap value")) return { kind: "weak key" };
  if (!isCollected(reference)) return undefined;
  if (isInCache(facts)) return { kind: "cache" };
  if (reference === "[x]") return { kind: "element" };
  if (reference === "`[key]`") return { kind: "property" };
  return { kind: reference.startsWith("Map") ? "map entry" : "set entry" };
};

const FEWEST_IN_CHAIN = 8;

const holdsOne = (reference: string): boolean => /variable|^`\./.test(reference);

// A variable or a property holds one thing: where many are alive behind it, each holds another.
const chainOf: Rule = (facts) => {
  const { className, count, perCall, isScattered } = facts;
  if (!holdsOne(referenceOf(facts))) return undefined;
  if (isScattered === true) return { kind: "property" };
  if (className.startsWith("string")) return { kind: "growing string" };
  if (count < 2) return { kind: "growing value" };
  if (perCall < 0.5 && count < FEWEST_IN_CHAIN) return undefined;
  return { kind: /^(?:closure|bound function)/.test(className) ? "closure chain" : "linked list" };
};
