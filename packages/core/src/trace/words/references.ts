import { sourceOfEdge } from "../../heap/source-of-edge.ts";
import { FAKE_TIMERS, leadsToFakeTimers } from "../fake-clock.ts";
import type { HeapView } from "../heap-view.ts";
import { describeDomReference } from "./dom-references.ts";

/** How a promise refers to the one that its `then` returned. */
export const PROMISE_OF_THEN = "promise made by `then`";
const INTERNAL_REFERENCES: Readonly<Record<string, string>> = {
  bound_this: "bound `this`",
  bound_function: "bound function",
  bound_arguments: "bound argument",
  parameters_and_registers: "local variable",
  receiver: "`this`",
  function: "function",
  fulfill_handler: "`then` callback",
  reject_handler: "`catch` callback",
  promise_or_capability: PROMISE_OF_THEN,
  reactions_or_result: "outcome",
  extension: "awaited by",
  first: "earlier part",
  second: "later part",
  parent: "cut from",
  target: "target",
  handler: "handler",
  value: "value",
};
/** How an object refers to the name of one of its properties. */
export const NAME_OF_PROPERTY = "property name";
// Elements stand in their own store; a store of properties holds the names beside the values.
const STORE_ENTRIES: Readonly<Record<string, string>> = {
  "(object elements)": "[x]",
  "(object properties)": NAME_OF_PROPERTY,
};
/** How the runtime refers to the socket, process or watcher of a handle that is open. */
export const OPEN_HANDLE = "open handle";
/** How an object that is used as a map refers to what it holds. */
export const KEYED = "`[key]`";
/** How V8 refers to what it keeps to run a function faster: shapes, constants, and from Node 25 on names of properties. */
export const FEEDBACK = "what V8 remembers for this function";
const STRONGEST = 4;
const STRONG = 3;
const MEDIUM = 2;
const WEAK = 1;

/** What is known of the variables that edges stand for. */
export interface Variables {
  /** The name of the variable that an edge from a context stands for, if it does and the name is known. */
  readonly nameOf: (edge: number) => string | undefined;
  readonly isModules: (edge: number) => boolean;
}

/** Says in the user's words how the visible object at the start of these edges refers to what they lead to. */
export function describeReference(view: HeapView, edges: readonly number[], variables: Variables): string {
  const inPage = describeDomReference(view, edges);
  if (inPage !== undefined) return inPage;
  if (edges.some((edge) => leadsToFakeTimers(view, edge))) return FAKE_TIMERS;
  let best = "reference";
  let bestRank = 0;
  for (const [at, edge] of edges.entries()) {
    const [rank, text] = describeEdge(view, edges[at - 1], edge, variables);
    if (rank >= bestRank && text !== "") {
      best = text;
      bestRank = rank;
    }
  }
  return best;
}

function describeEdge(
  view: HeapView,
  before: number | undefined,
  edge: number,
  variables: Variables,
): [rank: number, text: string] {
  const name = view.edgeNameOf(edge);
  switch (view.edgeTypeOf(edge)) {
    case "context":
      return [STRONG, describeVariable(name, variables.isModules(edge))];
    case "element":
      return view.typeOf(sourceOfEdge(view.snapshot, edge)) === "synthetic"
        ? describeRoot(view, edge)
        : [STRONG, "[x]"];
    case "property":
    case "shortcut":
      return [STRONG, describeProperty(name)];
    case "hidden":
      return describeHidden(view, edge, variables);
    default:
      return variables.nameOf(edge) === undefined
        ? describeInternal(view, before, edge, name)
        : [STRONG, describeVariable(variables.nameOf(edge), true)];
  }
}

function describeHidden(view: HeapView, edge: number, variables: Variables): [rank: number, text: string] {
  const source = sourceOfEdge(view.snapshot, edge);
  if (view.sorts.context[source] === 1)
    return [STRONG, describeVariable(variables.nameOf(edge), variables.isModules(edge))];
  switch (view.nameOf(source)) {
    case "system / PromiseReaction":
      return [STRONG, view.nameOf(view.snapshot.edgeTarget[edge]!) === "Promise" ? PROMISE_OF_THEN : "`then` callback"];
    case "system / WeakCell":
      return [STRONG, "held value"];
    default:
      return [WEAK, ""];
  }
}

// An object that stands for a handle is not visible itself: the runtime holds its owner through it.
function describeRoot(view: HeapView, edge: number): [rank: number, text: string] {
  const target = view.snapshot.edgeTarget[edge]!;
  return view.sorts.visible[target] === 0 ? [STRONGEST, OPEN_HANDLE] : [STRONG, "native code"];
}

function describeVariable(name: string | undefined, isModules: boolean): string {
  return `${isModules ? "module variable" : "variable"}${name === undefined ? "" : ` \`${name}\``}`;
}

function describeProperty(name: string): string {
  if (name === "__proto__") return "prototype";
  const symbol = /^<symbol (.*)>$/.exec(name);
  if (symbol !== null) return `\`[${symbol[1]}]\``;
  return /^[#$_\p{L}][$\w\p{L}]*$/u.test(name) ? `\`.${name}\`` : `\`[${JSON.stringify(name)}]\``;
}

function describeInternal(
  view: HeapView,
  before: number | undefined,
  edge: number,
  name: string,
): [rank: number, text: string] {
  if (name === "feedback_cell") return [STRONGEST, FEEDBACK];
  if (/^\d+ \/ part of key/.test(name)) return [STRONG, "WeakMap value"];
  if (/^\d+$/.test(name)) return [MEDIUM, describeStoreEntry(view, before, edge, Number(name))];
  const known = INTERNAL_REFERENCES[name];
  return known === undefined ? [0, ""] : [MEDIUM, known];
}

function describeStoreEntry(view: HeapView, before: number | undefined, edge: number, index: number): string {
  const table = sourceOfEdge(view.snapshot, edge);
  const isTable = before !== undefined && view.edgeNameOf(before) === "table";
  if (!isTable) return follows(view, edge, index) ? KEYED : (STORE_ENTRIES[view.nameOf(table)] ?? "");
  if (!isMapTable(view, table)) return "Set entry";
  return isMapKey(view, table, index) ? "Map key" : "Map value";
}

// A store of properties holds a name, its value, and a number that is no reference: only a value stands right behind something.
function follows(view: HeapView, edge: number, index: number): boolean {
  const { firstEdge } = view.snapshot;
  const table = sourceOfEdge(view.snapshot, edge);
  return (
    view.nameOf(table) === "(object properties)" &&
    edge > firstEdge[table]! &&
    view.edgeNameOf(edge - 1) === String(index - 1)
  );
}

// V8's hash tables: a header of three words and the buckets, then entries of two words (Set: value, chain) or three (Map: key, value, chain).
// Two entries for each bucket: 3 + 5 * buckets words in all, or 3 + 7 * buckets.
const HEADER_WORDS = 3;
const OBJECT_WORDS = 2;
const MAP_WORDS_PER_BUCKET = 7;

function isMapTable(view: HeapView, table: number): boolean {
  return bucketsOf(view, table, MAP_WORDS_PER_BUCKET) !== undefined;
}

function isMapKey(view: HeapView, table: number, index: number): boolean {
  const buckets = bucketsOf(view, table, MAP_WORDS_PER_BUCKET) ?? 0;
  return (index - HEADER_WORDS - buckets) % 3 === 0;
}

function bucketsOf(view: HeapView, table: number, wordsPerBucket: number): number | undefined {
  const words = view.snapshot.shallowSize[table]! / 8 - OBJECT_WORDS - HEADER_WORDS;
  const buckets = words / wordsPerBucket;
  return Number.isInteger(buckets) && Number.isInteger(Math.log2(buckets)) ? buckets : undefined;
}
