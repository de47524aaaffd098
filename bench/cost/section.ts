/** One table of the bench, or the lines that another bench printed. */
export interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

const WIDTH = 80;

/** Writes a section for a terminal of 80 columns: the first column to the left, figures to the right. */
export function renderSection({ title, columns, rows, notes }: Section): string {
  const lines = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const table =
    rows.length === 0
      ? []
      : lines.map((line) =>
          line
            .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
            .join("  ")
            .trimEnd(),
        );
  return [
    "",
    ...wrap(title, ""),
    ...table.map((line) => `  ${line}`),
    ...notes.flatMap((note) => wrap(note, "  ")),
  ].join("\n");
}

function wrap(text: string, indent: string): string[] {
  const lines = [indent];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line.trim() !== "" && line.length + 1 + word.length > WIDTH) lines.push(indent + word);
    else lines[lines.length - 1] = line.trim() === "" ? indent + word : `${line} ${word}`;
  }
  return lines;
}

/** Writes milliseconds with as many digits as say something. */
export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en")} ms`;
}

/** Writes how many times as much something is. */
export function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio).toLocaleString("en")} ×`;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
