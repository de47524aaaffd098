import type { Entry, Header } from "../log/entries.ts";
import type { ReadLog } from "../log/log-file.ts";
import { planRound } from "../survey/plan-round.ts";
import { UserError } from "../user-error.ts";
import { foldLog } from "./fold-log.ts";

/**
 * Gives what a log has to gain from logs that were made elsewhere; trials that it has already are left out.
 *
 * @throws UserError if one of them is of another bisection
 */
export function collectEntries(log: ReadLog, others: readonly (ReadLog & { readonly name: string })[]): Entry[] {
  for (const { header, name } of others) {
    if (keyOf(header) !== keyOf(log.header))
      throw new UserError(`${name} belongs to another bisection: its command, ends or lines differ.`);
  }
  const known = new Set(log.entries.flatMap((entry) => (entry.type === "trial" ? [entry.id] : [])));
  const foreign = others.flatMap(({ entries }) => entries);
  const fresh = foreign.filter((entry) => entry.type !== "trial" || (entry.id !== undefined && !known.has(entry.id)));
  const trials = fresh.filter((entry) => entry.type === "trial");
  const { question } = foldLog(log.header, log.entries);
  const planned = new Map(planRound(question, trials.length).map((plan) => [plan.version, plan]));
  let last = Math.max(0, ...log.entries.map((entry) => (entry.type === "trial" ? entry.trial : 0)));
  const skipped = new Set(log.entries.flatMap((entry) => (entry.type === "skip" ? [entry.version] : [])));
  const collected = new Set<string | undefined>();
  return fresh.flatMap((entry): Entry[] => {
    if (entry.type === "skip") return skipped.has(entry.version) ? [] : [entry];
    if (entry.type !== "trial") return entry.type === "runtime" ? [entry] : [];
    if (collected.has(entry.id)) return [];
    collected.add(entry.id);
    const { phase, line } = planned.get(entry.version) ?? entry;
    return [{ ...entry, trial: ++last, phase, line }];
  });
}

// Everything that a trial depends on; limits may differ from machine to machine.
function keyOf({ axis, command, script, runner, leaking, cleanCandidates, lines, settings }: Header): string {
  const { leak, aboveBytes } = settings;
  return JSON.stringify({ axis, command, script, runner, leaking, cleanCandidates, lines, leak, aboveBytes });
}
