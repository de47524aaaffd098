import { obtainForceGc } from "../../src/collect/force-gc.ts";
import { nextTurn } from "../../src/collect/real-time.ts";
import { explainLeak } from "../../src/trace/explain.ts";
import type { Explanation } from "../../src/trace/leak.ts";

const CALLS = 32;

/** Warms a body up and explains what it leaves behind. */
export async function explainBody(body: () => unknown, calls = CALLS): Promise<Explanation> {
  const runCalls = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at++) await body();
  };
  await runCalls(20);
  const explained = await explainLeak({ calls, runCalls, settle, samplesAllocations: true });
  if (explained.kind === "refused") throw new Error(explained.reason);
  return explained.explanation;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) {
    obtainForceGc()();
    await nextTurn();
  }
}
