/** Joins items with commas into lines of at most so many columns. */
export function wrapList(items: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const [index, item] of items.entries()) {
    const next = index === items.length - 1 ? item : `${item},`;
    const longer = line === "" ? next : `${line} ${next}`;
    if (line !== "" && longer.length > columns) {
      lines.push(line);
      line = next;
    } else {
      line = longer;
    }
  }
  return line === "" ? lines : [...lines, line];
}
