import { short } from "../bisect/called.ts";
import type { ReadLog } from "../log/log-file.ts";
import { formatSeconds } from "../report/format.ts";
import { describeOutcome } from "../report/progress.ts";
import { formatTable } from "../report/table.ts";

/** Lists the trials of a log. */
export function describeLog({ header, entries }: ReadLog): string {
  const undone = new Set(entries.flatMap((entry) => (entry.type === "undo" ? [entry.trial] : [])));
  const rows = entries.flatMap((entry) => {
    if (entry.type === "skip") return [["", short(entry.version), "left out", "", "", entry.reason]];
    if (entry.type !== "trial") return [];
    const { trial, version, line, phase, outcome, milliseconds } = entry;
    const what = undone.has(trial) ? "taken back" : describeOutcome(outcome);
    return [[String(trial), short(version), what, phase, line, formatSeconds(milliseconds / 1000)]];
  });
  const what = header.script === undefined ? header.command.join(" ") : `--script ${header.script}`;
  return `${[`${what} (${header.platform}, since ${header.startedAt})`, ...formatTable([["trial", "release", "outcome", "for", "line", "time"], ...rows])].join("\n")}\n`;
}
