import type { Colors } from "picocolors/types.js";
import stringWidth from "string-width";
import { type Standing, isTrouble } from "../records/standing.ts";
import type { Row } from "./row.ts";
import { wrapText } from "./wrap-text.ts";

/** The rows of one test file. */
export interface FileRows {
  readonly file: string;
  /** Of the file as a whole, where that was judged. */
  readonly whole?: Row | undefined;
  readonly tests: readonly Row[];
}

type Cells = readonly [budget: string, retained: string, handles: string, verdict: string];

const HEAD: Cells = ["budget", "retained", "handles", "verdict"];

/** Writes a table of test files and their tests. A name that leaves no room for the cells has a line of its own. */
export function renderTable(files: readonly FileRows[], columns: number, colors: Colors): string[] {
  const rows = files.flatMap(({ file, whole, tests }) => [
    { name: file, indent: "", row: whole },
    ...tests.map((row) => ({ name: row.name, indent: file === "" ? "" : "  ", row })),
  ]);
  const listed = rows.filter(({ name, row }) => name !== "" || row !== undefined);
  const widths = HEAD.map((head, index) =>
    Math.max(head.length, ...listed.map(({ row }) => (row === undefined ? 0 : cellsOf(row)[index]!.length))),
  );
  const valuesWidth = widths.reduce((sum, width) => sum + width + 2, 0);
  const longest = Math.max(4, ...listed.map(({ name, indent }) => stringWidth(indent + name)));
  const nameWidth = Math.max(4, Math.min(longest, columns - valuesWidth));
  const values = (cells: Cells): string =>
    cells
      .map((cell, index) => (index === cells.length - 1 ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!)))
      .map((cell) => `  ${cell}`)
      .join("");
  const lines = listed.flatMap(({ name, indent, row }) => {
    const label = `${indent}${name}`;
    if (row === undefined) return wrapText(name, columns, indent, `${indent}  `);
    const painted = (cells: Cells): string => paint(values(cells).trimEnd(), cells[3], row.standing, colors);
    const width = stringWidth(label);
    if (width <= nameWidth) return [`${label}${" ".repeat(nameWidth - width)}${painted(cellsOf(row))}`];
    return [...wrapText(name, columns, indent, `${indent}  `), `${" ".repeat(nameWidth)}${painted(cellsOf(row))}`];
  });
  return [colors.dim(`${"test".padEnd(nameWidth)}${values(HEAD)}`.trimEnd()), ...lines];
}

function cellsOf({ budget, retained, handles, standing }: Row): Cells {
  return [budget, retained, handles, standing].map((cell) => (cell === "" ? "-" : cell)) as unknown as Cells;
}

// The width is that of the bare text: colours are put on last.
function paint(line: string, verdict: string, standing: Standing, { red, yellow, green }: Colors): string {
  const color = standing === "inconclusive" ? yellow : isTrouble(standing) ? red : green;
  return `${line.slice(0, line.length - verdict.length)}${color(verdict)}`;
}
