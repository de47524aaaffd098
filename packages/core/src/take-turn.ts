const KEY = Symbol.for("leakproof.turns");
const held = globalThis as { [KEY]?: Turns };

/** Who works, and who waits for it. */
interface Turns {
  isTaken: boolean;
  // No promise stands here while nobody waits: on Node 20 and 22 it would keep the async context of whoever asked, and a leak could be told as held by that.
  readonly waiting: (() => void)[];
}

/** Runs `work` when all work that asked before has ended, whether it succeeded or not; one queue per realm. */
export async function takeTurn<T>(work: () => Promise<T>): Promise<T> {
  const turns = (held[KEY] ??= { isTaken: false, waiting: [] });
  const before = turns.isTaken ? new Promise<void>((resolve) => turns.waiting.push(resolve)) : undefined;
  turns.isTaken = true;
  await before;
  try {
    return await work();
  } finally {
    const next = turns.waiting.shift();
    if (next === undefined) turns.isTaken = false;
    else next();
  }
}
