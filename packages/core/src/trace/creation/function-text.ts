const LONGEST_EXPRESSION = 200;

/**
 * Cuts the text of the function that starts at a position (line and column from 1) out of a source.
 * Counts braces without parsing: a brace inside a string can mislead it.
 */
export function functionText(source: string, line: number, column: number): string {
  const from = offsetOf(source, line, column);
  const open = source.indexOf("{", from);
  if (open < 0 || open - from > LONGEST_EXPRESSION) return source.slice(from, from + LONGEST_EXPRESSION);
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    if (source[at] === "{") depth++;
    else if (source[at] === "}" && --depth === 0) return source.slice(from, at + 1);
  }
  return source.slice(from);
}

function offsetOf(source: string, line: number, column: number): number {
  let offset = 0;
  for (let skipped = 1; skipped < line; skipped++) {
    const next = source.indexOf("\n", offset);
    if (next < 0) break;
    offset = next + 1;
  }
  return offset + column - 1;
}

/** Whether a function's text can create an object of a class: `new Session`, an `async` function or `new Promise`, the name of a closure. */
export function canCreate(text: string, className: string): boolean {
  if (className.startsWith("Promise")) return /\basync\b|\bawait\b|\bPromise\b|\.then\(/.test(text);
  if (className === "Object")
    return /(?:[^=!<>]=|[(,:?[]|\breturn)\s*\{|\bnew Object\b|Object\.(?:create|assign|fromEntries)\b/.test(text);
  if (className === "Array") return /\[|\bArray\b/.test(text);
  if (className.startsWith("string") || className === "number") return true;
  const name = className.replace(/^closure /, "").replace(/ \(.*\)$/, "");
  return (
    !/^[$\w]+$/.test(name) || new RegExp(`(?<![$\\w])${name.replace(/[$]/g, "\\$&")}(?![$\\w])`).test(text.slice(1))
  );
}
