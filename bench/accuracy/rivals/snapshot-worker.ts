// Takes the three snapshots that memlab reads, for each twin in a folder of its own: `node --expose-gc snapshot-worker.ts FOLDER`.
// memlab itself is not loaded here: it would make up most of each heap.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeHeapSnapshot } from "node:v8";
import { judgeEachTwin } from "./each-twin.ts";
import { collectGarbage } from "./hand-written.ts";

const CALLS = 100;

const [folder = ""] = process.argv.slice(2);
await judgeEachTwin(async (body, index) => {
  const own = join(folder, String(index));
  mkdirSync(own);
  for (const name of ["s1", "s2", "s3"]) {
    for (let call = 0; call < CALLS; call++) await body();
    collectGarbage();
    writeHeapSnapshot(join(own, `${name}.heapsnapshot`));
  }
  return [];
});
