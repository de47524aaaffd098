/** Where a variable is declared, lines and columns from 1. */
export interface Declaration {
  readonly line: number;
  readonly column: number;
  /** Whether it stands at the left margin, as the variables of a module do. */
  readonly isTopLevel: boolean;
}

/**
 * Finds the declaration of a variable in a source text.
 * Reads the text, does not parse it: a declaration inside a comment or a string can mislead it.
 */
export function findDeclaration(text: string, name: string, isModule: boolean): Declaration | undefined {
  const escaped = name.replace(/[$]/g, "\\$&");
  const keyword = new RegExp(
    `^([ \\t]*)(?:[^\\n"'\`]*[;{}][ \\t]*)?(?:export\\s+)?(?:default\\s+)?(?:const|let|var|class|(?:async\\s+)?function\\s*\\*?)\\s+(?:${escaped}(?![\\w$])|[[{][^=]*?(?<![\\w$.])${escaped}(?![\\w$])[^=]*?[\\]}]\\s*=)`,
    "gm",
  );
  const found: Declaration[] = [];
  for (const match of text.matchAll(keyword)) {
    const at = match.index + match[0].search(new RegExp(`(?<![\\w$])${escaped}(?![\\w$])`));
    const before = text.slice(0, at);
    const lineStart = before.lastIndexOf("\n") + 1;
    found.push({ line: before.split("\n").length, column: at - lineStart + 1, isTopLevel: isOutside(match[0]) });
  }
  return found.find(({ isTopLevel }) => isTopLevel === isModule) ?? found[0];
}

// `function make() { const seen = [] }` on one line declares `seen` inside.
function isOutside(start: string): boolean {
  let depth = 0;
  for (const character of start.replace(/(?:const|let|var)\s+[[{].*$/s, "")) {
    if (character === "{") depth++;
    else if (character === "}") depth--;
  }
  return !/^\s/.test(start) && depth <= 0;
}
