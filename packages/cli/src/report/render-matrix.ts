import type { Cell } from "../matrix/cell.ts";
import { formatBytes } from "./format.ts";
import { formatTable } from "./table.ts";

/** Writes cells as a table of test by release, with the reasons below it. */
export function renderMatrix(cells: readonly Cell[], releases: readonly string[]): string {
  const tests = [...new Set(cells.flatMap(({ test }) => (test === "" ? [] : [test])))];
  const rows = tests.map((test) => [
    test,
    ...releases.map((release) => {
      const own = cells.filter((cell) => cell.release === release && (cell.test === test || cell.test === ""));
      return own.map(describeCell).join(", ") || "did not run";
    }),
  ]);
  const lines = rows.length === 0 ? [] : formatTable([["test", ...releases], ...rows]);
  const notes = cells.flatMap(({ test, release, reason, verdict }) =>
    reason === undefined ? [] : [`Node ${release}${test === "" ? "" : `, ${test}`}: ${verdict}: ${reason}`],
  );
  return `${[...lines, ...(notes.length === 0 || lines.length === 0 ? notes : ["", ...notes])].join("\n")}\n`;
}

function describeCell({ verdict, bytesPerCall }: Cell): string {
  return bytesPerCall === undefined ? verdict : `${verdict} ${formatBytes(bytesPerCall)}`;
}
