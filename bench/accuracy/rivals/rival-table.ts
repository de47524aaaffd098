import { groupBy } from "../../../packages/cli/src/views/group-by.ts";
import { drawMarkdown, drawText } from "../draw-table.ts";
import { percent, rateOf } from "../rate.ts";
import type { Answer } from "./rival-log.ts";

/** One row for each rival, over all its answers, and one column for each kind. */
export function rivalTable(answers: readonly Answer[], format: "text" | "markdown"): string {
  const kinds = [...new Set(answers.map(({ kind }) => kind))];
  const rivals = groupBy(answers, ({ rival }) => rival);
  const rows = [...rivals].map(([rival, own]) => [
    rival,
    String(own.length),
    recallOf(own),
    precisionOf(own),
    ...kinds.map((kind) => counts(own.filter((answer) => answer.kind === kind))),
  ]);
  const table = [["", "twins", "recall", "precision", ...kinds], ...rows];
  return format === "markdown" ? drawMarkdown(table) : drawText(table);
}

function recallOf(answers: readonly Answer[]): string {
  const leaky = answers.filter(({ twin }) => twin === "leaky");
  return percent(rateOf(leaky.filter(({ isReported }) => isReported).length, leaky.length));
}

function precisionOf(answers: readonly Answer[]): string {
  const reported = answers.filter(({ isReported }) => isReported);
  return percent(rateOf(reported.filter(({ twin }) => twin === "leaky").length, reported.length));
}

/** "found + falsely reported / pairs". */
function counts(answers: readonly Answer[]): string {
  if (answers.length === 0) return "–";
  const reported = (which: Answer["twin"]): number =>
    answers.filter(({ twin, isReported }) => twin === which && isReported).length;
  return `${reported("leaky")} + ${reported("clean")} / ${answers.filter(({ twin }) => twin === "leaky").length}`;
}
