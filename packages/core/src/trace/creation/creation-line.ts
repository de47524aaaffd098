import type { LeakKind } from "../leak.ts";
import type { SourcePosition } from "../leak.ts";
import { functionText } from "./function-text.ts";

/**
 * Finds the place in the text of a function that creates an object of a class, or else that puts it where it leaks;
 * undefined if there is none, or several.
 */
export function creationIn(
  source: string,
  start: SourcePosition,
  className: string,
  kind: LeakKind,
): SourcePosition | undefined {
  const text = functionText(source, start.line, start.column);
  const index = onlyMatch(text, creatorOf(className)) ?? onlyMatch(text, ADDERS[kind]);
  if (index === undefined) return undefined;
  const before = text.slice(0, index).split("\n");
  const column = before.length === 1 ? start.column + index : before.at(-1)!.length + 1;
  return { ...start, line: start.line + before.length - 1, column };
}

function onlyMatch(text: string, pattern: RegExp | undefined): number | undefined {
  const matches = pattern === undefined ? [] : [...text.matchAll(pattern)];
  return matches.length === 1 ? matches[0]!.index : undefined;
}

const CREATORS: Readonly<Record<string, RegExp>> = {
  Timeout: /\bset(?:Timeout|Interval)\(/g,
  Buffer: /\bBuffer\.\w+\(/g,
};

function creatorOf(className: string): RegExp | undefined {
  const name = className.replace(/ \(.*\)$/, "");
  return (
    CREATORS[name] ??
    (/^[$\w]+$/.test(name) ? new RegExp(`\\bnew\\s+${name.replaceAll("$", "\\$")}\\b`, "g") : undefined)
  );
}

// How a function of its text adds to what grows.
const ADDERS: Partial<Readonly<Record<LeakKind, RegExp>>> = {
  listener: /\.(?:on|once|addListener|prependListener|prependOnceListener)\(/g,
  "event target listener": /\.addEventListener\(/g,
  "abort listener": /\.addEventListener\(/g,
  subscription: /\.(?:subscribe|push|add|set)\(/g,
  element: /\.(?:push|unshift|splice)\(/g,
  "map entry": /\.set\(/g,
  "set entry": /\.add\(/g,
  "growing string": /\+=/g,
  "growing value": /\.concat\(|\[\.\.\./g,
};
