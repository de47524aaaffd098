import { counted } from "./format.ts";

/** Why a suite that was only estimated is not held to be above its entry. */
export const UNPROVED = "more than its entry, but only estimated from above";

/** Says how values come to be exact. */
export function describeEstimates(estimated: number, all: number): string {
  const which = estimated === all ? counted(all, "suite") : `${estimated} of ${counted(all, "suite")}`;
  return `${which} ${estimated === 1 ? "was" : "were"} only estimated, from above: with LEAKPROOF_GUARD_EXACT=1 in the environment of the run memory is read exactly.\n`;
}
