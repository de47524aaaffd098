import { randomUUID } from "node:crypto";
import type { Entry, Header } from "../log/entries.ts";
import { runTrial } from "../trial/run-trial.ts";
import { foldLog } from "./fold-log.ts";
import { prepare, type Preparation } from "./prepare.ts";

/** Makes trials of one release for a bisection that is kept elsewhere; gives what its log has to gain. */
export async function makeTrialsFor(
  bench: Preparation & { readonly header: Header; readonly entries: readonly Entry[] },
  version: string,
  runs: number,
): Promise<Entry[]> {
  const bisection = foldLog(bench.header, bench.entries);
  const made: Entry[] = [];
  const place = await prepare(bench, bisection.ready.has(version), version, made);
  if (place === undefined) return made;
  for (let trial = 1; trial <= runs && !bench.signal.aborted; trial++) {
    const { target } = bisection;
    const { timeoutMs } = bench.header.settings;
    const { caches, signal } = bench;
    const { outcome, milliseconds } = await runTrial({ ...place, target, timeoutMs, caches, signal });
    made.push({
      type: "trial",
      trial,
      id: randomUUID(),
      version,
      line: "",
      phase: "search",
      outcome,
      milliseconds: Math.round(milliseconds),
    });
  }
  return made;
}
