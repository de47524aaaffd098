import type { AsyncKind } from "../async/kinds.ts";
import type { Leak, LeakKind } from "../trace/leak.ts";

/** A page on leaks, by its name in the folder `docs/leaks`. */
export type LeakPage = `${string}.md`;

/**
 * Writes where to read on: the pages are part of this package, and wherever a package manager puts that, this is its name.
 */
export function readOn(page: LeakPage): string {
  return `more in @leakproof/core/docs/leaks/${page}`;
}

/** The page that tells of each kind of leak: what it looks like, why it happens, how to mend it. */
export const leakPages: Readonly<Record<LeakKind, LeakPage>> = {
  listener: "listeners.md",
  "event target listener": "listeners.md",
  subscription: "listeners.md",
  "abort listener": "abort-listeners.md",
  timer: "timers.md",
  "async context": "async-context.md",
  handle: "sockets-and-servers.md",
  "promise reaction": "promises.md",
  "pending promise": "promises.md",
  "suspended function": "promises.md",
  "map entry": "collections.md",
  "set entry": "collections.md",
  property: "collections.md",
  element: "collections.md",
  cache: "caches.md",
  "weak key": "weak-keys.md",
  "closure chain": "closures.md",
  "linked list": "linked-lists.md",
  "child node": "dom-nodes.md",
  "growing string": "growing-values.md",
  "growing value": "growing-values.md",
  native: "native.md",
  other: "other.md",
};

/** The page that tells of a leak: that of its kind, but what is suspended may be a generator. */
export function pageOfLeak(leak: Pick<Leak, "kind" | "className">): LeakPage {
  return leak.kind === "suspended function" && isGenerator(leak) ? "generators.md" : leakPages[leak.kind];
}

/** Whether what is suspended is a generator, which its caller can end. */
export const isGenerator = ({ className }: Pick<Leak, "className">): boolean => className.includes("generator");

/** The page that tells of each kind of pending work. */
export const asyncPages: Readonly<Record<AsyncKind, LeakPage>> = {
  timeout: "timers.md",
  interval: "timers.md",
  immediate: "timers.md",
  server: "sockets-and-servers.md",
  socket: "sockets-and-servers.md",
  "idle connection": "sockets-and-servers.md",
  "UDP socket": "sockets-and-servers.md",
  pipe: "sockets-and-servers.md",
  terminal: "sockets-and-servers.md",
  "child process": "processes-and-workers.md",
  worker: "processes-and-workers.md",
  "message port": "processes-and-workers.md",
  "broadcast channel": "processes-and-workers.md",
  "file watcher": "files.md",
  "watched file": "files.md",
  "file handle": "files.md",
  descriptor: "files.md",
  directory: "files.md",
  "file operation": "files.md",
  "HTTP request": "sockets-and-servers.md",
  "unread HTTP response": "sockets-and-servers.md",
  fetch: "sockets-and-servers.md",
  "HTTP/2 session": "sockets-and-servers.md",
  "HTTP/2 stream": "sockets-and-servers.md",
  "DNS query": "sockets-and-servers.md",
  "DNS resolver": "sockets-and-servers.md",
  compression: "streams.md",
  stream: "streams.md",
  "background job": "processes-and-workers.md",
  "signal handler": "listeners.md",
  listener: "listeners.md",
  "abort listener": "abort-listeners.md",
  "performance observer": "processes-and-workers.md",
  "inspector session": "processes-and-workers.md",
  "pending promise": "promises.md",
  "suspended generator": "generators.md",
  "suspended async generator": "generators.md",
  "closed server": "closed-by-the-call.md",
  "closed socket": "closed-by-the-call.md",
  "closed worker": "closed-by-the-call.md",
  "closed UDP socket": "closed-by-the-call.md",
  "closed child process": "closed-by-the-call.md",
  "closed message port": "closed-by-the-call.md",
  "closed broadcast channel": "closed-by-the-call.md",
  "closed readline interface": "closed-by-the-call.md",
  "closed agent": "closed-by-the-call.md",
  "closed file watcher": "closed-by-the-call.md",
  "closed file handle": "closed-by-the-call.md",
  "closed descriptor": "closed-by-the-call.md",
  "cleared interval": "closed-by-the-call.md",
  "removed listener": "closed-by-the-call.md",
};
