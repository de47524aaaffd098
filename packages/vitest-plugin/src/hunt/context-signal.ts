import type { RunnerTestCase } from "vitest";

type Added = Parameters<AbortSignal["addEventListener"]>;

/**
 * Takes the listeners away that a repetition adds to the signal of its test. Vitest 4 adds one each time; a test that runs once has a
 * signal of its own, and nothing that is left on it can pile up.
 *
 * @returns what is to be called after each repetition
 */
export function watchContextSignal({ context }: RunnerTestCase): () => void {
  // Vitest 5 makes a new one for each repetition.
  const signal = context.signal as AbortSignal | undefined;
  if (signal === undefined) return () => {};
  const added: Added[] = [];
  const add = signal.addEventListener.bind(signal) as (...listener: Added) => void;
  Object.defineProperty(signal, "addEventListener", {
    configurable: true,
    value: (...listener: Added) => {
      added.push(listener);
      add(...listener);
    },
  });
  return () => {
    for (const listener of added) signal.removeEventListener(...listener);
    added.length = 0;
  };
}
