import type { AsyncKind } from "../async/kinds.ts";

/** What is said of a kind: its name for one and for several, what happens, and how to mend it. */
export interface AsyncWords {
  readonly one: string;
  readonly many: string;
  readonly hint: string;
}

const words = (one: string, hint: string, many = `${one}s`): AsyncWords => ({ one, many, hint });

const closing = (thing: string, closed: string, things = `${thing}s`): AsyncWords =>
  words(
    `${thing} of somebody else that was ${closed}`,
    "The call ends what it did not open: let the one end it who opened it.",
    `${things} of somebody else that were ${closed}`,
  );

/** The words for every kind of thing that can be left behind. */
export const asyncWords: Readonly<Record<AsyncKind, AsyncWords>> = {
  timeout: words("timeout", "Clear it with clearTimeout() when the call is done, or let the call wait for it."),
  interval: words("interval", "Clear it with clearInterval() when the call is done, also when the call fails."),
  immediate: words(
    "immediate",
    "It was still set, or set again by itself, when the call was over: clear it with clearImmediate().",
  ),
  server: words("server", "Close it with close() when the call is done, also when the call fails."),
  socket: words("socket", "End it with end() or destroy() when the call is done, also when the call fails."),
  "idle connection": words(
    "idle connection",
    "An agent of this call keeps it for a next request that never comes: destroy() the agent, or share one among the calls.",
  ),
  "UDP socket": words("UDP socket", "Close it with close() when the call is done, also when the call fails."),
  pipe: words("pipe", "Destroy the stream of the pipe when the call is done."),
  terminal: words("terminal stream", "Destroy it when the call is done."),
  "child process": words(
    "child process",
    "End it with kill() and wait for its `close` event, also when the call fails.",
    "child processes",
  ),
  worker: words("worker", "Await its terminate() when the call is done, also when the call fails."),
  "message port": words("message port", "Close it with close(): a port that listens stays open."),
  "broadcast channel": words("broadcast channel", "Close it with close() when the call is done."),
  "file watcher": words("file watcher", "Close it with close() when the call is done."),
  "watched file": words("watched file", "Let go of it with unwatchFile() when the call is done."),
  "file handle": words(
    "file handle",
    "Close it with `await file.close()` in a finally block, or declare it with `await using`.",
  ),
  descriptor: words(
    "file descriptor",
    "Close it with close(), or let the stream that has it run to its end, or destroy() it; pipeline() does so by itself.",
  ),
  directory: words("directory", "Close it with close(), or read it to its end with `for await`.", "directories"),
  "file operation": words("file operation", "Let the call wait for it."),
  "HTTP request": words(
    "HTTP request",
    "Nobody answers it: give it a timeout or an AbortSignal, or destroy() it when the call is done.",
  ),
  "unread HTTP response": words(
    "HTTP response that is not read",
    "Read it to its end, or throw it away with resume() or destroy(): it keeps its connection.",
    "HTTP responses that are not read",
  ),
  fetch: words(
    "fetch() that is not over",
    "Read the body of its response (text(), json()) or cancel it with `body.cancel()`, also where only the status matters.",
    "calls of fetch() that are not over",
  ),
  "HTTP/2 session": words("HTTP/2 session", "Close it with close() or destroy() when the call is done."),
  "HTTP/2 stream": words("HTTP/2 stream", "End it, or close it with close(), when the call is done."),
  "DNS query": words("DNS query", "Cancel it with `resolver.cancel()`, or let the call wait for it.", "DNS queries"),
  "DNS resolver": words("DNS resolver", "Do not keep it, or make one that all calls share."),
  compression: words("compression", "End the stream with end(), or destroy() it when the call fails."),
  stream: words(
    "stream",
    "Something keeps it: end it with end(), read it to its end, or destroy() it, also when the call fails; pipeline() does so by itself.",
  ),
  "background job": words(
    "background job of the runtime",
    "Let the call wait for it.",
    "background jobs of the runtime",
  ),
  "signal handler": words("signal handler", "Remove it with process.off() when the call is done."),
  listener: words(
    "listener",
    "Remove it with off() when the call is done, or use once() if the event is sure to come.",
  ),
  "abort listener": words(
    "listener on an AbortSignal",
    "Remove it when the call is done: `once` alone does not, as long as nobody aborts.",
    "listeners on an AbortSignal",
  ),
  "performance observer": words("performance observer", "End it with disconnect() when the call is done."),
  "inspector session": words("inspector session", "End it with disconnect() when the call is done."),
  "pending promise": words(
    "pending promise",
    "Nothing settles it, and something keeps it: resolve or reject it on every way out of the call, or do not keep it.",
  ),
  "suspended generator": words("suspended generator", "Run it to its end, or end it with return()."),
  "suspended async generator": words(
    "suspended async generator",
    "Run it to its end, or end it with return(); `for await` does so when the loop is left.",
  ),
  "closed server": closing("server", "closed"),
  "closed socket": closing("socket", "ended"),
  "closed worker": closing("worker", "terminated"),
  "closed UDP socket": closing("UDP socket", "closed"),
  "closed child process": closing("child process", "ended", "child processes"),
  "closed message port": closing("message port", "closed"),
  "closed broadcast channel": closing("broadcast channel", "closed"),
  "closed readline interface": closing("readline interface", "closed"),
  "closed agent": words(
    "HTTP agent of somebody else that was destroyed",
    "The call ends the connections of all who use the agent: let the one destroy it who made it.",
    "HTTP agents of somebody else that were destroyed",
  ),
  "closed file watcher": closing("file watcher", "closed"),
  "closed file handle": closing("file handle", "closed"),
  "closed descriptor": closing("file descriptor", "closed"),
  "cleared interval": closing("interval", "cleared"),
  "removed listener": words(
    "listener of somebody else that was removed",
    "removeAllListeners() takes those of others along: remove by off() the function that the call itself added.",
    "listeners of somebody else that were removed",
  ),
};

/** Writes `1 timeout`, `3 timeouts`. */
export function countKind(kind: AsyncKind, count: number): string {
  const { one, many } = asyncWords[kind];
  return `${count} ${count === 1 ? one : many}`;
}
