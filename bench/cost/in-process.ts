import { join } from "node:path";
import { runQuietly } from "../../scripts/run-quietly.ts";

const worker = join(import.meta.dirname, "worker.ts");

/** Measures one part in a process of its own, so that one part's heap is not another part's cost. */
export async function inProcess<Found>(part: string, ...args: readonly string[]): Promise<Found> {
  const output = await runQuietly(process.execPath, ["--expose-gc", worker, part, ...args], {
    cwd: join(import.meta.dirname, "..", ".."),
  });
  // On a line of its own: what is measured may have printed something itself.
  return JSON.parse(output.trimEnd().split("\n").at(-1)!) as Found;
}
