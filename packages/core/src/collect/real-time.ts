// Bound when the module is loaded, before a test can put fake timers in their place.
const realSetImmediate = setImmediate;
const realSetTimeout = setTimeout;
const realClearTimeout = clearTimeout;
const realClearInterval = clearInterval;
const realNow = performance.now.bind(performance);

/** Lets the event loop turn once: what was queued before runs first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    realSetImmediate(resolve);
  });
}

/** Waits for real milliseconds, also under fake timers. */
export function realDelay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    realSetTimeout(resolve, milliseconds);
  });
}

/** Calls back after real milliseconds unless the returned function is called first. */
export function realTimer(milliseconds: number, ring: () => void): () => void {
  const timer = realSetTimeout(ring, milliseconds);
  return () => {
    realClearTimeout(timer);
  };
}

/** Milliseconds of a clock that fake timers do not stop. */
export function now(): number {
  return realNow();
}

/** The runtime's own functions that end timers, by name. */
export const realClearers: Readonly<Record<"clearInterval" | "clearTimeout", unknown>> = {
  clearInterval: realClearInterval,
  clearTimeout: realClearTimeout,
};

/** What the runtime's timers inherit their methods from. */
export function timerPrototype(): object {
  const timer = realSetTimeout(() => {}, 0);
  realClearTimeout(timer);
  return Object.getPrototypeOf(timer) as object;
}
