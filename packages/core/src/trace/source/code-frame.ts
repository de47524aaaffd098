export const LINES_AROUND = 2;
const WIDTH = 80;
// Views indent frames.
const MARGIN = 4;

/** Writes the lines around a line, with a mark under a column of it; undefined if the text has no such line. */
export function writeFrame(text: string, line: number, column?: number): string | undefined {
  const lines = text.split(/\r?\n/);
  if (line < 1 || line > lines.length) return undefined;
  const first = Math.max(1, line - LINES_AROUND);
  const last = Math.min(lines.length, line + LINES_AROUND);
  const digits = String(last).length;
  const width = WIDTH - MARGIN - `> ${last} | `.length;
  const shown = lines.slice(first - 1, last);
  const indents = shown.filter((each) => each.trim() !== "").map((each) => each.search(/\S/));
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  const at = column === undefined ? 0 : column - indent;

  return shown
    .flatMap((each, index) => {
      const number = first + index;
      const code = cutTo(each.slice(indent), width);
      const isMarked = number === line;
      const written = `${isMarked ? ">" : " "} ${String(number).padStart(digits)} |${code === "" ? "" : ` ${code}`}`;
      if (!isMarked || at < 1 || at > width) return [written];
      return [written, `  ${" ".repeat(digits)} | ${code.slice(0, at - 1).replaceAll(/[^\t]/g, " ")}^`];
    })
    .join("\n");
}

const cutTo = (line: string, width: number): string => (line.length <= width ? line : `${line.slice(0, width - 1)}…`);
