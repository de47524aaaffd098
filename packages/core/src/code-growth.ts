import type { Caller } from "./calls.ts";
import { emptyCodeCache, readCompiledBytes } from "./collect/code-cache.ts";
import type { Settler } from "./collect/settle.ts";
import { ACCOUNTED } from "./piled-up.ts";
import { callsInTime, callsWhileCollecting } from "./round-length.ts";
import type { RoundsPlan } from "./rounds.ts";

interface CodeGrowthTools {
  /** Calls of the last round: so many fit into memory. */
  readonly length: number;
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
const LEAST_CALLS = 2;

// One function that runs for the first time (500 B) outweighs what a dozen calls have to compile, and is not compiled again.
const STRETCHES = 2;

async function compiles(tools: CodeGrowthTools): Promise<boolean> {
  const calls = Math.max(LEAST_CALLS, Math.min(CALLS_THAT_COMPILE, tools.length, callsWhileCollecting(tools)));
  // What makes the calls may be such a function itself.
  await call(tools, LEAST_CALLS);
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const bytesBefore = readCompiledBytes();
    const made = await call(tools, calls);
    if (readCompiledBytes() - bytesBefore < COMPILED_BYTES_PER_CALL * made) return false;
  }
  return true;
}

// Enough that 600 B of each are more than what goes besides: 35 kB that the first calls after an emptied cache need anew (Jest, Node 24). A round of
// 32 calls is as short as it gets where neither time nor memory lack.
const CALLS_THAT_FEED = 128;
const ROUNDS_THAT_FEED = 4;

// What functions retain that were compiled in the calls goes with none of it, and the cache was fed by others before.
async function feedsCache(tools: CodeGrowthTools): Promise<boolean> {
  const { caller, settler, length, plan } = tools;
  const calls = Math.min(CALLS_THAT_FEED, ROUNDS_THAT_FEED * length, callsInTime({ caller, time: plan.time }));
  await emptyCodeCache();
  const before = await settler.collect();
  const made = await call(tools, Math.max(LEAST_CALLS, calls));
  const after = await settler.collect();
  await emptyCodeCache();
  const emptied = await settler.collect();
  const gained = after.heap - before.heap;
  return gained >= COMPILED_BYTES_PER_CALL * made && after.heap - emptied.heap >= ACCOUNTED * gained;
}

// Returns how many were made.
async function call({ caller, plan }: CodeGrowthTools, calls: number): Promise<number> {
  const madeBefore = caller.made;
  await plan.beforeRound();
  await caller.run(calls, plan.time.end);
  await plan.afterRound();
  return caller.made - madeBefore;
}
