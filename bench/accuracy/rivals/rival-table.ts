import { groupBy } from "../../../packages/cli/src/views/group-by.ts";
import { drawMarkdown, drawText } from "../draw-table.ts";
import { percent, rateOf } from "../rate.ts";
import type { Answer } from "./rival-log.ts";

/** One row for each rival, over all its answers; as text with a column for each kind besides. */
export function rivalTable(answers: readonly Answer[], format: "text" | "markdown"): string {
  const kinds = format === "text" ? [...new Set(answers.map(({ kind }) => kind))] : [];
  const rows = [...groupBy(answers, ({ rival }) => rival)].map(([rival, all]) => {
    const own = all.filter(({ isReported }) => isReported !== null);
    return [
      rival,
      String(own.length),
      String(all.length - own.length),
      reportedOf(own, "leaky"),
      reportedOf(own, "clean"),
      recallOf(own),
      precisionOf(own),
      ...kinds.map((kind) => countsOf(own.filter((answer) => answer.kind === kind))),
    ];
  });
  const head = ["judge", "twins", "no answer", "leaks found", "falsely reported", "recall", "precision", ...kinds];
  return (format === "markdown" ? drawMarkdown : drawText)([head, ...rows]);
}

function reportedOf(answers: readonly Answer[], twin: Answer["twin"]): string {
  const all = answers.filter((answer) => answer.twin === twin);
  return `${all.filter(({ isReported }) => isReported).length} of ${all.length}`;
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
function countsOf(answers: readonly Answer[]): string {
  if (answers.length === 0) return "–";
  const reported = (which: Answer["twin"]): number =>
    answers.filter(({ twin, isReported }) => twin === which && isReported).length;
  return `${reported("leaky")} + ${reported("clean")} / ${answers.filter(({ twin }) => twin === "leaky").length}`;
}
