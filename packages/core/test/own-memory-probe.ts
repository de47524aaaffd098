// Prints what `@leakproof/core` keeps in a process of its own, in bytes of the heap: `node own-memory-probe.ts URL`.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const [url = ""] = process.argv.slice(2);
setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

// Compiled code comes and goes, and the runtime's own work behind the scenes as well: what is kept is the least of what is seen.
async function settledHeap(): Promise<number> {
  let least = Infinity;
  for (let turn = 0; turn < 20; turn++) {
    await new Promise((resolve) => void setTimeout(resolve, 5));
    setFlagsFromString("--stress-flush-code");
    gc();
    setFlagsFromString("--no-stress-flush-code");
    least = Math.min(least, process.memoryUsage().heapUsed);
  }
  return least;
}

await settledHeap();
const empty = await settledHeap();
const { checkLeak } = (await import(url)) as typeof import("../src/index.ts");
const imported = (await settledHeap()) - empty;
await checkLeak(() => {});
const firstCheck = (await settledHeap()) - empty;
for (let check = 0; check < 20; check++) await checkLeak(() => {});
const manyChecks = (await settledHeap()) - empty;
console.log(JSON.stringify({ imported, firstCheck, manyChecks }));
