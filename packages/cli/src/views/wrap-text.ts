import stringWidth from "string-width";

/** Breaks a text into lines of at most so many columns; a word that is longer stays whole. */
export function wrapText(text: string, columns: number, indent: string, further: string = indent): string[] {
  const lines: string[] = [];
  let line = indent;
  let isEmpty = true;
  // A count stays with what it counts.
  for (const word of text.split(/(?<!×) (?!×)/)) {
    if (!isEmpty && stringWidth(line) + 1 + stringWidth(word) > columns) {
      lines.push(line);
      line = further;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
