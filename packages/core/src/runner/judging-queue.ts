/** Lets assertions be judged one after the other. */
export interface JudgingQueue {
  readonly isJudging: () => boolean;
  /** Judges when all that asked before have been judged. */
  readonly take: <T>(judge: () => Promise<T>) => Promise<T>;
  /** Fulfilled when every assertion made so far has been judged. */
  readonly ended: () => Promise<void>;
}

/** Creates a queue; assertions made in one go (`Promise.all`) are judged each in the time that is then left. */
export function createJudgingQueue(): JudgingQueue {
  let isJudging = false;
  let last: Promise<void> = Promise.resolve();
  return {
    isJudging: () => isJudging,
    take: (judge) => {
      const turn = last.then(async () => {
        isJudging = true;
        try {
          return await judge();
        } finally {
          isJudging = false;
        }
      });
      last = turn.then(forget, forget);
      return turn;
    },
    ended: () => last,
  };
}

function forget(): void {}
