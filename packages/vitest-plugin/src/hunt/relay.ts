/** Brings two loops together: the check's, which makes calls, and the runner's, which makes repetitions. */
export interface Relay {
  /** For the check: asks for one repetition; settles when that has ended. */
  readonly call: () => Promise<void>;
  /** For the runner: tells how the repetition that was asked for went. */
  readonly ended: (error: Error | undefined) => void;
  /** For the runner: waits until another is asked for; false when none will be. */
  readonly isWanted: () => Promise<boolean>;
  /** No more calls are made. */
  readonly close: () => void;
}

interface Request {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Creates a relay for one test. */
export function createRelay(): Relay {
  let asked: Request | undefined;
  let isClosed = false;
  let wake: (() => void) | undefined;
  const wakeRunner = (): void => {
    wake?.();
    wake = undefined;
  };
  return {
    call: () =>
      new Promise((resolve, reject) => {
        asked = { resolve, reject };
        wakeRunner();
      }),
    ended: (error) => {
      const request = asked;
      asked = undefined;
      if (error === undefined) request?.resolve();
      else request?.reject(error);
    },
    isWanted: async () => {
      if (asked === undefined && !isClosed)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return asked !== undefined && !isClosed;
    },
    close: () => {
      isClosed = true;
      wakeRunner();
    },
  };
}
