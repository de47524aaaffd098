/** What the first leak of a case must be told as. */
export interface Truth {
  /** Where the package's source keeps what it should let go of. */
  readonly why: string;
  readonly holder: RegExp;
  /** How the holder refers to the leaked object. */
  readonly suspect: RegExp;
  /** The function of case.mjs that led to the allocation: the one nearest to it on the stack. */
  readonly frame: { readonly line: number; readonly functionName?: string };
}

/** Read from the sources of the packages and of their fixes, not from traces. */
export const TRUTH: Readonly<Record<string, Truth>> = {
  "apicache-clear": {
    why: "cacheResponse (src/apicache.js) starts a timer that clear() does not end; 1.2.0 keeps it in `timers` and ends it",
    holder: /timer/,
    suspect: /timer/,
    // The handler that ends the response, and so the one that is called for it by the middleware: both stand on this line.
    frame: { line: 6 },
  },
  "axios-canceltoken": {
    why: "dispatchHttpRequest (lib/adapters/http.js:314) calls then() on the promise of the token, which never settles",
    holder: /`\.promise` \(Promise \(pending\)\)/,
    suspect: /`then` callback/,
    frame: { line: 12, functionName: "iteration" },
  },
  "component-emitter": {
    why: "off() (index.js) leaves the empty array of an event in `_callbacks`; 1.3.0 deletes it",
    holder: /`bus` `\._callbacks` \(Object\)/,
    suspect: /\[key\]/,
    frame: { line: 8, functionName: "iteration" },
  },
  "http-proxy-abort": {
    why: "stream() (passes/web-incoming.js) waits for `aborted`, which Node no longer emits: the socket to the upstream stays open",
    holder: /handle|socket/i,
    suspect: /handle/,
    frame: { line: 10 },
  },
  "i18next-formatter-nth": {
    why: "createCachedFormatter (i18next.js:1504) keeps a formatter for each set of options, and the options hold the value",
    holder: /`cache` \(Object\)/,
    suspect: /\[key\]/,
    frame: { line: 6, functionName: "iteration" },
  },
  "jsdom-iframe": {
    why: "HTMLFrameElement-impl.js:150 pushes the window to `windowsInSameOrigin`, and only 30.1.0 takes it out when it is closed",
    holder: /`\.windowsInSameOrigin` \(Array\)/,
    suspect: /\[x\]/,
    frame: { line: 9, functionName: "iteration" },
  },
  "lru-autopurge": {
    why: "setItemTTL (index.js:454) starts a timer that delete() does not end; 11.2.3 keeps and ends it",
    holder: /timer/,
    suspect: /timer/,
    frame: { line: 10, functionName: "iteration" },
  },
  "mem-maxage": {
    why: "memoized (index.js) deletes an expired entry only when its key is asked for again; the Map is `opts.cache`, in the WeakMap `cacheStore`",
    holder: /(?:`lookup` WeakMap value|`opts` `\.cache`|`cacheStore`.*) \(Map\)/,
    suspect: /Map value/,
    frame: { line: 7, functionName: "iteration" },
  },
  "p-timeout-abort": {
    why: "index.js:59 listens to `abort` and never removes the listener; 6.1.3 does when the promise settles",
    holder: /`ac` `\.signal` \(AbortSignal\)/,
    suspect: /listener/,
    frame: { line: 6, functionName: "iteration" },
  },
  "rtk-listener": {
    why: "promisifyAbortSignal (listenerMiddleware/task.ts:22) listens to the signal of the forked task at every pause(); 1.9.2 removes it",
    holder: /signal` \(AbortSignal\)/,
    suspect: /listener/,
    frame: { line: 8 },
  },
  "rxjs-scheduler": {
    why: "observeOn (operators/observeOn.ts) adds each action to the subscriber, which keeps it in `_teardowns`; 7.3.1 removes it when it has run",
    holder: /`\._teardowns` \(Array\)/,
    suspect: /\[x\]/,
    frame: { line: 7, functionName: "iteration" },
  },
  "vue-scope": {
    why: "recordEffectScope (reactivity.cjs.js:59) pushes a scope to `effects` of its parent, and stop() does not take it out",
    holder: /`root` `\.effects` \(Array\)/,
    suspect: /\[x\]/,
    // The function given to root.run().
    frame: { line: 8 },
  },
  "xstate-final": {
    why: "registry.js registers every interpreter in `children`; 4.35.4 frees it when the machine reaches its final state",
    holder: /module variable `children` \(Map\) in .*registry\.js:5$/,
    suspect: /Map value/,
    frame: { line: 8, functionName: "iteration" },
  },
};
