import type { Doubt } from "../verdict.ts";
import { counted, formatBytes, formatCount, formatMilliseconds } from "./format-bytes.ts";

/** What is said of a withheld verdict: what happened, then what to do. */
const doubtTexts: {
  readonly [Kind in Doubt["kind"]]: (doubt: Extract<Doubt, { kind: Kind }>) => readonly [string, string];
} = {
  slowing: ({ earlierBytesPerCall, bytesPerCall }) => [
    `It still grew, but by less and less: ${formatBytes(earlierBytesPerCall)} per call, then ${formatBytes(bytesPerCall)}.`,
    "A cache that fills looks like this. Give the check more time (timeout), or warm the cache up (warmUp).",
  ],
  falling: ({ bytesPerCall }) => [
    `What was retained fell by ${formatBytes(-bytesPerCall)} per call to the end of the check: memory from before the check is let go meanwhile, which may hide a leak.`,
    "End what earlier tests leave in the same worker (timers, servers, caches), or run the check in a file of its own.",
  ],
  "too few rounds": ({ rounds }) => [
    `Only ${counted(rounds, "round")} fitted into the time.`,
    "Give the check more time (timeout, or the test's own), or make one call do less.",
  ],
  scattered: () => [
    "The readings are too scattered to tell growth from noise.",
    "Give the check more time (timeout), or take out of the body what runs on by itself (timers, servers, retries).",
  ],
  unconfirmed: ({ bytesPerCall, calls }) => [
    `It grew by ${formatBytes(bytesPerCall)} per call, evenly over ${counted(calls, "call")}, but no snapshot confirms it.`,
    "A cache that fills looks the same, and so does code that is still being compiled. Give the check more time (timeout, or the test's own), and let it explain.",
  ],
  unaccounted: ({ bytesPerCall }) => [
    `The heap grew by ${formatBytes(bytesPerCall)} per call in every round, but no object in the snapshot accounts for it.`,
    "If an addon holds the memory, say so in a budget; otherwise this deserves a bug report.",
  ],
  seldom: ({ share, calls, tellingCalls }) => [
    `One in ${formatCount(Math.round(1 / share))} calls left something that is still there after ${counted(calls, "call")}. A small cache that few calls fill looks the same.`,
    `${counted(Math.ceil(tellingCalls), "call")} would tell: give the check more time (timeout, or the test's own), or let one call of the body do it many times.`,
  ],
  "never returned": ({ call, milliseconds }) => [
    `Call ${call} did not return within ${formatMilliseconds(milliseconds)}.`,
    "A body must end by itself. Give the test more time if it is merely slow.",
  ],
  blind: () => [
    "A leak that was planted to test the measurement was not seen in this process.",
    "No verdict of this process can be trusted; this deserves a bug report with the runtime's version and flags.",
  ],
};

/** Says why a verdict is withheld, and what to do. */
export function explainDoubt(doubt: Doubt): readonly [string, string] {
  const text = doubtTexts[doubt.kind] as (doubt: Doubt) => readonly [string, string];
  return text(doubt);
}
