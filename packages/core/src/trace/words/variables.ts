import type { HeapView } from "../heap-view.ts";

/** Names for the variables of a context that V8 gives by number only: those of blocks, and of modules that a runner wraps in one. */
export type VariableNames = ReadonlyMap<number, string>;

// A context holds its map, its length, its scope and the context around it before its variables.
const HEADER_WORDS = 4;
const WORD_BYTES = 8;

/**
 * Names the hidden edges of a context by the names in its scope.
 *
 * The edges leave out the variables that hold a small number, so that names and edges are aligned: functions and classes fit
 * their own names, and what the source declares as a number is left out first. Where two alignments are as good, the variable stays nameless.
 */
export function nameVariables(view: HeapView, context: number, sourceText: string | undefined): VariableNames {
  const { firstEdge, edgeTarget, edgeName, shallowSize } = view.snapshot;
  const edges: number[] = [];
  for (let edge = firstEdge[context]!, end = firstEdge[context + 1]!; edge < end; edge++) {
    if (view.edgeTypeOf(edge) === "hidden") edges.push(edge);
  }
  const names = scopeNames(view, view.targetOf(context, "scope_info")).slice(
    0,
    shallowSize[context]! / WORD_BYTES - HEADER_WORDS,
  );
  const slots = edges.map((edge) => edgeName[edge]!);
  const filled = Math.max(-1, ...slots) + 1;
  if (filled > names.length) return new Map();

  const initializers = new Map<string, string | undefined>();
  const startOf = (name: string): string | undefined => {
    if (!initializers.has(name)) initializers.set(name, sourceText && initializerOf(sourceText, name));
    return initializers.get(name);
  };
  const numbers = names.map((name) => isNumber(sourceText, name, startOf));
  const targets = new Map(edges.map((edge) => [edgeName[edge]!, edgeTarget[edge]!]));
  const ways = alignments(
    filled,
    names.length,
    (slot, name) => fits(view, targets.get(slot), names[name]!, startOf),
    (name) => numbers[name]!,
  );
  const named = new Map<number, string>();
  for (const edge of edges) {
    const candidates = new Set(ways.map((way) => names[way[edgeName[edge]!]!]!));
    const [only] = candidates;
    if (candidates.size === 1) named.set(edge, only!);
  }
  return named;
}

function scopeNames(view: HeapView, scope: number): string[] {
  if (scope < 0) return [];
  const { firstEdge, edgeTarget } = view.snapshot;
  const names: string[] = [];
  for (let edge = firstEdge[scope]!, end = firstEdge[scope + 1]!; edge < end; edge++) {
    if (view.edgeTypeOf(edge) === "hidden" && view.typeOf(edgeTarget[edge]!) === "string")
      names.push(view.nameOf(edgeTarget[edge]!));
  }
  return names;
}

/** What a variable is given where it is declared. */
type StartOf = (name: string) => string | undefined;

// Functions and classes nearly always have the name of their variable. Other values fit what the source says they start as.
function fits(view: HeapView, target: number | undefined, name: string, startOf: StartOf): number {
  if (target === undefined) return 0;
  const value = view.nameOf(target);
  if (view.typeOf(target) === "closure" && value !== "") return value === name ? 4 : -2;
  const start = startOf(name);
  if (start === undefined) return 0;
  const made = /^new\s+(?:[\w$]+\.)*([\w$]+)/.exec(start)?.[1];
  if (made !== undefined) return made === value ? 1 : 0;
  if (start.startsWith("[")) return value === "Array" ? 1 : 0;
  if (start.startsWith("{")) return value === "Object" ? 1 : 0;
  return /^["'`]/.test(start) && view.typeOf(target).endsWith("string") ? 1 : 0;
}

function isNumber(sourceText: string | undefined, name: string, startOf: StartOf): number {
  if (sourceText === undefined) return 0;
  const isTyped = new RegExp(`(?<![\\w$.])${escape(name)}\\s*:\\s*number\\b(?!\\s*\\[)`).test(sourceText);
  return isTyped || /^-?\d/.test(startOf(name) ?? "") ? 1 : 0;
}

function initializerOf(sourceText: string, name: string): string | undefined {
  return new RegExp(`(?:const|let|var)\\s+${escape(name)}\\s*(?::[^=;\\n]*)?=\\s*([^\\n]*)`).exec(sourceText)?.[1];
}

const escape = (name: string): string => name.replace(/[$]/g, "\\$&");

const MOST_WAYS = 8;

/** The best ways to give `slots` slots one of `names` names each, in order; at most a few. */
function alignments(
  slots: number,
  names: number,
  fit: (slot: number, name: number) => number,
  skip: (name: number) => number,
): number[][] {
  // best[s][n]: the best score for the slots from s on, with the names from n on.
  const best = Array.from({ length: slots + 1 }, () => new Float64Array(names + 2).fill(-Infinity));
  for (let name = names; name >= 0; name--) {
    for (let slot = slots; slot >= 0; slot--) {
      if (name === names) best[slot]![name] = slot === slots ? 0 : -Infinity;
      else {
        const skipped = best[slot]![name + 1]! + skip(name);
        const taken = slot === slots ? -Infinity : best[slot + 1]![name + 1]! + fit(slot, name);
        best[slot]![name] = Math.max(skipped, taken);
      }
    }
  }
  const ways: number[][] = [];
  const follow = (slot: number, name: number, way: readonly number[]): void => {
    if (ways.length >= MOST_WAYS || best[slot]![name] === -Infinity) return;
    if (slot === slots) {
      ways.push([...way]);
      return;
    }
    if (name === names) return;
    const here = best[slot]![name]!;
    if (best[slot + 1]![name + 1]! + fit(slot, name) === here) follow(slot + 1, name + 1, [...way, name]);
    if (best[slot]![name + 1]! + skip(name) === here) follow(slot, name + 1, way);
  };
  follow(0, 0, []);
  return ways;
}
