import type { HeapSnapshot } from "../heap/parse-snapshot.ts";
import type { Retainers } from "../heap/retainers.ts";
import { findDomInternals } from "./dom-internals.ts";

/** What a node is to a reader of JavaScript. */
export interface NodeSorts {
  /** 1 for what a program makes and sees: objects, functions, strings, numbers. */
  readonly visible: Uint8Array;
  /** 1 for what belongs to the engine alone: code, shapes, feedback, roots. */
  readonly engine: Uint8Array;
  /** 1 for the variables of a function or module. */
  readonly context: Uint8Array;
  /** What jsdom keeps between its objects and those of a program: it is never seen, and goes with what it holds. */
  readonly hidden: ReadonlySet<number>;
  /** The other side of what jsdom divides into a wrapper and what implements it: a reader knows both as one object. */
  readonly otherSide: ReadonlyMap<number, number>;
}

const VISIBLE_TYPES = [
  "object",
  "closure",
  "string",
  "concatenated string",
  "sliced string",
  "regexp",
  "number",
  "symbol",
  "bigint",
];
// The inner side of a socket, a process, a watcher: a user knows only its owner.
const HANDLES = ["TCP", "Pipe", "TLSWrap", "UDP", "TTY", "Process", "FSEvent", "StatWatcher"] as const;
const BUFFERS = ["ArrayBuffer", "SharedArrayBuffer"] as const;
const CONTEXT = "system / Context";
const OWNER = "<symbol owner_symbol>";
const ENGINE_TYPES = ["code", "object shape", "synthetic"];

/** Sorts the nodes. What is neither visible nor engine carries something visible: elements, tables, contexts, backing stores. */
export function sortNodes(snapshot: HeapSnapshot, retainers: Retainers): NodeSorts {
  const { nodeCount, nodeTypes, nodeType, nodeName, strings, locations } = snapshot;
  const typesNamed = (names: readonly string[]): Uint8Array =>
    Uint8Array.from(nodeTypes, (type) => (names.includes(type) ? 1 : 0));
  const isVisibleType = typesNamed(VISIBLE_TYPES);
  const isEngineType = typesNamed(ENGINE_TYPES);
  const object = nodeTypes.indexOf("object");
  const closure = nodeTypes.indexOf("closure");
  const indexes = strings.indexesOf([CONTEXT, ...BUFFERS, ...HANDLES, ""]);
  const contextName = indexes[CONTEXT];
  const noName = indexes[""];
  const arrayBufferNames = new Set(BUFFERS.map((name) => indexes[name]));
  const handleNames = new Set(HANDLES.map((name) => indexes[name]));
  const systemName = new Map<number, boolean>();
  const isSystemName = (name: number): boolean => {
    let is = systemName.get(name);
    if (is === undefined) systemName.set(name, (is = strings.get(name).startsWith("system / ")));
    return is;
  };

  const visible = new Uint8Array(nodeCount);
  const engine = new Uint8Array(nodeCount);
  const context = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const type = nodeType[node]!;
    const name = nodeName[node]!;
    if (isEngineType[type] === 1) engine[node] = 1;
    else if (type === object && isSystemName(name)) context[node] = name === contextName ? 1 : 0;
    else if (type === object && arrayBufferNames.has(name) && isInsideView(snapshot, retainers, node)) continue;
    else if (type === closure && name === noName && !locations.has(node) && continuesFunction(snapshot, node)) continue;
    else if (type === object && handleNames.has(name) && isOwned(snapshot, node)) continue;
    else visible[node] = isVisibleType[type]!;
  }
  const { hidden, otherSide } = findDomInternals(snapshot);
  for (const node of hidden) visible[node] = 0;
  return { visible, engine, context, hidden, otherSide };
}

// A Buffer or typed array is read as one thing with its ArrayBuffer.
function isInsideView(snapshot: HeapSnapshot, { first, edges }: Retainers, node: number): boolean {
  for (let at = first[node]!, end = first[node + 1]!; at < end; at++) {
    const edge = edges[at]!;
    if (
      snapshot.edgeTypes[snapshot.edgeType[edge]!] === "internal" &&
      snapshot.strings.get(snapshot.edgeName[edge]!) === "buffer"
    )
      return true;
  }
  return false;
}

// `await` makes a nameless built-in function whose context holds the suspended function.
function continuesFunction(snapshot: HeapSnapshot, node: number): boolean {
  const generator = targetNamed(snapshot, targetNamed(snapshot, node, "context"), "extension");
  return generator >= 0 && targetNamed(snapshot, generator, "parameters_and_registers") >= 0;
}

function isOwned({ firstEdge, edgeType, edgeTypes, edgeName, strings }: HeapSnapshot, node: number): boolean {
  for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
    if (edgeTypes[edgeType[edge]!] === "property" && strings.get(edgeName[edge]!) === OWNER) return true;
  }
  return false;
}

function targetNamed(snapshot: HeapSnapshot, node: number, name: string): number {
  if (node < 0) return -1;
  const { firstEdge, edgeType, edgeTypes, edgeName, edgeTarget, strings } = snapshot;
  for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
    if (edgeTypes[edgeType[edge]!] === "internal" && strings.get(edgeName[edge]!) === name) return edgeTarget[edge]!;
  }
  return -1;
}
