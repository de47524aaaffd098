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
    found.push({ line: before.split("\n").length, column: at - lineStart + 1, isTopLevel: match[1] === "" });
  }
  return found.find(({ isTopLevel }) => isTopLevel === isModule) ?? found[0];
}
