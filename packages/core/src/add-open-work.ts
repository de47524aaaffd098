import type { Suspect } from "./async/suspects.ts";
import { WATCHED_CALLS } from "./judge-pending-work.ts";
import type { ResolvedOptions } from "./options.ts";
import type { LeakRecord } from "./record.ts";
import type { TimePlan } from "./time-plan.ts";

/**
 * Adds what two watched calls left open or pending to the record of a memory leak, or of one that could not be confirmed, if each of
 * them left it, and it is so still although all rounds were made since. Nothing is accused by that alone: what may end in its own time is a leak only where memory grows as well.
 *
 * @param open - what was open or pending after the watched calls
 */
export async function addOpenWork(
  record: LeakRecord,
  open: readonly Suspect[],
  { options, time }: { readonly options: ResolvedOptions; readonly time: TimePlan },
): Promise<LeakRecord> {
  const { verdict } = record;
  if (verdict.kind === "clean" || open.length === 0) return record;
  const { isStillOpen } = await import("./async/is-still-open.ts");
  const suspects = open.filter(isStillOpen);
  if (suspects.length === 0 || time.left() < LEAST_TIME_MS) return record;
  // One after the other, as in `loadWatch`.
  const { findFindings } = await import("./async/findings.ts");
  const { dividedByIgnore } = await import("./async/ignore.ts");
  const { judgeOf } = await import("./async/kinds.ts");
  const found = await findFindings(suspects, {
    calls: WATCHED_CALLS,
    explain: false,
    keepSnapshot: undefined,
    timeLeftMs: () => time.left(),
  });
  const ofEachCall = found.findings.filter(({ count }) => count >= WATCHED_CALLS);
  const { findings } = dividedByIgnore(ofEachCall, options.ignore);
  if (findings.length === 0) return record;
  if (verdict.kind === "inconclusive") return { ...record, stillOpen: findings };
  const spoken = new Set(findings.map(({ kind }) => judgeOf(kind)));
  const judges = [...verdict.judges, ...(["handles", "promises"] as const).filter((judge) => spoken.has(judge))];
  return { ...record, verdict: { ...verdict, judges }, stillOpen: findings };
}

// The scripts of the process are read once to say where it was started.
const LEAST_TIME_MS = 200;
