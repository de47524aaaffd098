/** The columns that messages keep to, where names allow. */
export const WIDTH = 80;

/** Breaks a text into lines; all but the first are indented two columns more. */
export function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  // A count stays with what it counts.
  for (const word of text.split(/(?<!×) (?!×)/)) {
    if (line.length + word.length + 1 > WIDTH && line.trim() !== "") {
      lines.push(line);
      line = `${indent}  `;
    }
    line += line.trim() === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}
