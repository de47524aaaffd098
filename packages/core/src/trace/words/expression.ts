import type { TraceStep } from "../leak.ts";

/** Writes where the steps of a trace lead as its author would: "`registry.sessions`", "`items` of a Session". */
export function expressionOf(steps: readonly TraceStep[]): string | undefined {
  let path = "";
  let owner: string | undefined;
  for (const { reference, name } of steps) {
    const variable = /variable `(.+)`$/.exec(reference)?.[1];
    const property = /^`([.[].+)`$/.exec(reference)?.[1];
    if (reference === "" && Object.hasOwn(GLOBALS, name)) path = GLOBALS[name]!;
    else if (variable !== undefined) {
      path = variable;
      owner = undefined;
    } else if (property !== undefined && (path !== "" || owner !== undefined)) path += property;
    else if (reference === "[x]" && path !== "") path += "[x]";
    else {
      // A Map, a Set or the runtime is in between: what follows is told from the object that it leads to.
      path = "";
      owner = NOTHING_TO_NAME.has(name) ? undefined : name;
    }
  }
  if (owner === undefined) return path === "" ? undefined : `\`${path}\``;
  return path === "" ? withArticle(owner) : `\`${path.replace(/^\./, "")}\` of ${withArticle(owner)}`;
}

const GLOBALS: Readonly<Record<string, string>> = { global: "globalThis", window: "window", document: "document" };
const NOTHING_TO_NAME = new Set(["module", "variables of a function", "the runtime", "the fake clock"]);

/** Writes `an AbortSignal`, `an HTMLElement`, `a Session`. */
export function withArticle(noun: string): string {
  return `${/^(?:[aeiou]|HTML|SVG)/i.test(noun) ? "an" : "a"} ${noun}`;
}
