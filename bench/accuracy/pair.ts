/** A body, and what undoes whatever it opened. */
export interface Twin {
  readonly body: () => unknown;
  readonly end?: () => unknown;
}

/** One way to leak, and the same work, with the noise that it makes, done without leaking. */
export interface Pair {
  readonly name: string;
  readonly leaky: () => Twin | Promise<Twin>;
  readonly clean: () => Twin | Promise<Twin>;
  /** Seen only where the check is asked for timers that do not keep the process alive. */
  readonly unref?: true;
}
