// Lets Vitest and Jest judge the conformance cases, and prints what each made of them in one table.
import { isRight, runConformance } from "../test/conformance/run-conformance.ts";

const rows = await runConformance();
const runners = Object.keys(rows[0]?.verdicts ?? {});
const table = [
  ["case", "twin", ...runners],
  ...rows.map((row) => [
    row.name,
    row.twin,
    ...runners.map((runner) => {
      const verdict = row.verdicts[runner];
      return isRight(row, verdict) ? verdict! : `${verdict ?? "no verdict"} (WRONG)`;
    }),
  ]),
];
const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
for (const line of table)
  console.log(
    line
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );

const wrong = table.flat().filter((cell) => cell.endsWith("(WRONG)")).length;
console.log(`\n${rows.length * runners.length - wrong} verdicts right, ${wrong} wrong`);
process.exitCode = wrong === 0 ? 0 : 1;
