import type { Caller } from "./calls.ts";
import { emptyCodeCache, readCompiledBytes } from "./collect/code-cache.ts";
import type { Settler } from "./collect/settle.ts";
import { ACCOUNTED } from "./piled-up.ts";
import { callsWhileCollecting } from "./round-length.ts";
import type { RoundsPlan } from "./rounds.ts";

interface CodeGrowthTools {
  readonly caller: Caller;
  readonly settler: Settler;
  readonly plan: Pick<RoundsPlan, "beforeRound" | "afterRound" | "time">;
}

/**
 * Finds out whether what grows is code that V8 keeps in its cache and nobody retains, and if so has the settler empty the cache before every reading.
 *
 * @returns whether the heap was changed for it, so that readings from before don't go with those that follow
 */
export async function setCodeApart(tools: CodeGrowthTools): Promise<boolean> {
  if (tools.settler.emptiesCodeCache || !(await compiles(tools))) return false;
  tools.settler.emptiesCodeCache = await feedsCache(tools);
  return true;
}

// The smallest script is a hundred bytes of bytecode (V8 11.3 to 14.6); calls that compile nothing add none.
const COMPILED_BYTES_PER_CALL = 32;
const CALLS_THAT_COMPILE = 32;

async function compiles(tools: CodeGrowthTools): Promise<boolean> {
  const { caller } = tools;
  const [madeBefore, bytesBefore] = [caller.made, readCompiledBytes()];
  await call(tools, CALLS_THAT_COMPILE);
  return readCompiledBytes() - bytesBefore >= COMPILED_BYTES_PER_CALL * (caller.made - madeBefore);
}

// Enough that what the runner gains meanwhile is little beside 600 B of each.
const CALLS_THAT_FEED = 128;

// What functions retain that were compiled in the calls goes with none of it, and the cache was fed by others before.
async function feedsCache(tools: CodeGrowthTools): Promise<boolean> {
  const { settler } = tools;
  await emptyCodeCache();
  const before = await settler.collect();
  await call(tools, CALLS_THAT_FEED);
  const after = await settler.collect();
  await emptyCodeCache();
  const emptied = await settler.collect();
  return after.heap - emptied.heap >= ACCOUNTED * (after.heap - before.heap);
}

const LEAST_CALLS = 2;

// So many calls, or as many as take no longer than a collection.
async function call({ caller, settler, plan }: CodeGrowthTools, calls: number): Promise<void> {
  const quick = callsWhileCollecting({ caller, settler });
  await plan.beforeRound();
  await caller.run(Math.max(LEAST_CALLS, Math.min(calls, quick)), plan.time.end);
  await plan.afterRound();
}
