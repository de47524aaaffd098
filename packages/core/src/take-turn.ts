const KEY = Symbol.for("leakproof.turn");
const held = globalThis as { [KEY]?: Promise<unknown> };

/** Runs `work` when all work that asked before has ended, whether it succeeded or not; one queue per realm. */
export function takeTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = (held[KEY] ?? Promise.resolve()).then(work, work);
  held[KEY] = turn.then(forget, forget);
  return turn;
}

// The queue must not keep the last result alive.
function forget(): void {}
