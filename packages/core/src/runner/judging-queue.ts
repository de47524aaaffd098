/** Lets assertions be judged one after the other. */
export interface JudgingQueue {
  /** Whether one is being judged of a test that still runs: what outlived its test, on a busy machine, is only waited for. */
  readonly isJudging: () => boolean;
  /**
   * Judges when all that asked before have been judged.
   *
   * @param isLate - whether its test has ended
   */
  readonly take: <T>(judge: () => Promise<T>, isLate: () => boolean) => Promise<T>;
  /** Fulfilled when every assertion made so far has been judged. */
  readonly ended: () => Promise<void>;
}

/** Creates a queue; assertions made in one go (`Promise.all`) are judged each in the time that is then left. */
export function createJudgingQueue(): JudgingQueue {
  let isCurrentLate: (() => boolean) | undefined;
  let last: Promise<void> = Promise.resolve();
  return {
    isJudging: () => isCurrentLate?.() === false,
    take: (judge, isLate) => {
      const turn = last.then(async () => {
        isCurrentLate = isLate;
        try {
          return await judge();
        } finally {
          isCurrentLate = undefined;
        }
      });
      last = turn.then(forget, forget);
      return turn;
    },
    ended: () => last,
  };
}

function forget(): void {}
