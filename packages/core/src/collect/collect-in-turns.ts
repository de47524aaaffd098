import { obtainForceGc } from "./force-gc.ts";
import { nextTurn } from "./real-time.ts";

/** Forces collections with a turn of the event loop around each: what finalisers let go of is freed by the next. */
export async function collectInTurns(collections: number): Promise<void> {
  const forceGc = obtainForceGc();
  for (let index = 0; index < collections; index++) {
    await nextTurn();
    forceGc();
  }
  await nextTurn();
}
