import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Place } from "../bisect/places.ts";
import type { TrialRequest } from "../trial/run-trial.ts";
import { runTrial } from "../trial/run-trial.ts";
import { findFlags, type FlagEffect } from "./find-flags.ts";
import { flagCandidates, type FlagList } from "./flag-candidates.ts";

/** Flags that move a leak. */
export interface FlagsFound {
  readonly version: string;
  /** `stop`: with them the release that leaks is clean. `bring back`: with them the clean one leaks. */
  readonly effect: "stop" | "bring back";
  readonly flags: readonly string[];
  /** How many were tried. */
  readonly tried: number;
}

/** Both sides of a transition. */
export interface Sides {
  readonly leaking: Place;
  readonly clean: Place;
  /** How often the leaking side shows the leak. */
  readonly leakRate: number;
}

const MISSED = 0.02;
const MOST_RUNS = 40;

/** Tries, on both sides of a transition, the flags whose default is another on the other side. */
export async function tryFlags(
  { leaking, clean, leakRate }: Sides,
  setting: Omit<TrialRequest, keyof Place | "nodeArgs" | "nodeOptions">,
): Promise<FlagsFound[]> {
  const lists = await Promise.all([leaking, clean].map(({ runtime }) => listFlags(runtime.executable)));
  const [ofLeaking, ofClean] = lists;
  if (ofLeaking === undefined || ofClean === undefined) return [];
  const runs = leakRate >= 1 ? 1 : Math.min(MOST_RUNS, Math.ceil(Math.log(MISSED) / Math.log(1 - leakRate)));
  const found: FlagsFound[] = [];
  for (const { place, own, other, effect } of [
    { place: leaking, own: ofLeaking, other: ofClean, effect: "stop" },
    { place: clean, own: ofClean, other: ofLeaking, effect: "bring back" },
  ] as const) {
    const candidates = flagCandidates(own, other);
    const flags = await findFlags(candidates, async (given) => {
      // Node takes only some of V8's flags from its environment, where every process of the run finds them.
      const nodeOptions = given.filter((flag) => own.nodeFlags.includes(flag));
      const nodeArgs = given.filter((flag) => !nodeOptions.includes(flag));
      const request = { ...setting, ...place, nodeArgs, nodeOptions };
      return effect === "stop" ? stops(request, runs) : bringsBack(request, runs);
    });
    found.push({ version: place.runtime.version, effect, flags, tried: candidates.length });
  }
  return found;
}

async function stops(request: TrialRequest, runs: number): Promise<FlagEffect> {
  for (let run = 0; run < runs; run++) {
    const { kind } = (await runTrial(request)).outcome;
    if (kind === "leak") return "none";
    if (kind !== "clean") return "broken";
  }
  return "changes";
}

async function bringsBack(request: TrialRequest, runs: number): Promise<FlagEffect> {
  for (let run = 0; run < runs; run++) {
    const { kind } = (await runTrial(request)).outcome;
    if (kind === "leak") return "changes";
    if (kind !== "clean") return "broken";
  }
  return "none";
}

async function listFlags(executable: string): Promise<FlagList> {
  const run = promisify(execFile);
  const options = { env: { PATH: process.env["PATH"] }, maxBuffer: 10_000_000 };
  const [engine, node] = await Promise.all([
    run(executable, ["--v8-options"], options),
    run(executable, ["-p", "JSON.stringify([...process.allowedNodeEnvironmentFlags])"], options),
  ]);
  return { v8Options: engine.stdout, nodeFlags: JSON.parse(node.stdout) as string[] };
}
