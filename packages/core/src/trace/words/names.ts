import { functionThatResolves } from "../groups/function-that-resolves.ts";
import type { HeapView } from "../heap-view.ts";
import { nameDomNode } from "./name-dom-node.ts";

/** What the executor of a promise is given, or what waits for another promise to settle its own. */
export const RESOLVE_FUNCTION = "resolve function of a Promise";

/** What `finally()` makes of the callback that it is given, one for either outcome. */
const FINALLY_FUNCTION = "finally function of a Promise";

/** Gives a node the name that a reader of JavaScript would give it. */
export function nameNode(view: HeapView, node: number): string {
  const { snapshot, typeOf, nameOf, sorts } = view;
  const name = nameOf(node);
  switch (typeOf(node)) {
    case "closure":
      if (name !== "" && name !== "native_bind") return `closure ${name}`;
      if (view.targetOf(node, "bound_function") >= 0) return "bound function";
      return snapshot.locations.has(node) ? "closure (anonymous)" : nameBuiltIn(view, node);
    case "concatenated string":
      return "string (concatenated)";
    case "string":
    case "sliced string":
      return "string";
    case "number":
      return "number";
    case "regexp":
      return "RegExp";
    case "symbol":
    case "bigint":
      return typeOf(node);
    default:
      if (sorts.context[node] === 1) return "variables";
      if (view.targetOf(node, "parameters_and_registers") >= 0) return nameSuspended(view, node, name);
      if (sorts.otherSide.has(node)) return nameDomNode(view, node);
      if (name === "EventTarget") return nameEventTarget(view, node);
      return `${name === "" ? "object" : name}${promiseState(view, node)}`;
  }
}

// Node 20 makes an AbortSignal as an EventTarget and gives it another prototype.
function nameEventTarget(view: HeapView, node: number): string {
  const prototype = view.targetOf(node, "__proto__");
  return prototype >= 0 && view.nameOf(prototype) === "AbortSignal" ? "AbortSignal" : "EventTarget";
}

function nameBuiltIn(view: HeapView, node: number): string {
  const { snapshot, nameOf } = view;
  // From Node 26 on one that has been called lets go of its promise.
  const code = view.targetOf(node, "code");
  const builtIn = code < 0 ? "" : nameOf(code);
  if (builtIn.startsWith("(PromiseCapabilityDefaultRe")) return RESOLVE_FUNCTION;
  if (/^\(Promise(Then|Catch)Finally/.test(builtIn)) return FINALLY_FUNCTION;
  const context = view.targetOf(node, "context");
  if (context < 0) return "built-in function";
  for (let edge = snapshot.firstEdge[context]!, end = snapshot.firstEdge[context + 1]!; edge < end; edge++) {
    if (nameOf(snapshot.edgeTarget[edge]!) === "Promise" && view.edgeTypeOf(edge) === "hidden") return RESOLVE_FUNCTION;
  }
  return "built-in function";
}

// The prototype of a function says what sort it is.
const SUSPENDED_SORTS: Readonly<Record<string, string>> = {
  AsyncFunction: "async function",
  AsyncGeneratorFunction: "async generator",
  GeneratorFunction: "generator",
};

function nameSuspended(view: HeapView, node: number, name: string): string {
  const made = view.targetOf(node, "function");
  const functionName = made < 0 ? "" : view.nameOf(made);
  const prototype = made < 0 ? -1 : view.targetOf(made, "__proto__");
  const sort = prototype < 0 ? "" : view.nameOf(prototype);
  const kind = SUSPENDED_SORTS[sort] ?? (/generator/i.test(name) ? "generator" : "suspended function");
  return `${kind} ${functionName === "" ? "(anonymous)" : functionName} (suspended)`;
}

// The snapshot shows what waits for a promise or what it was settled with. It shows neither for a promise that nobody waits for,
// nor for one settled with a small number.
function promiseState(view: HeapView, node: number): string {
  const state = view.targetOf(node, "reactions_or_result");
  if (state < 0) return isToSettle(view, node) ? " (pending)" : "";
  return view.nameOf(state) === "system / PromiseReaction" ? " (pending)" : " (settled)";
}

// The function that will settle it, or the promise whose outcome it waits for, still refers to it.
function isToSettle(view: HeapView, promise: number): boolean {
  const { first, sources } = view.retainers;
  for (let at = first[promise]!, end = first[promise + 1]!; at < end; at++)
    if (view.nameOf(sources[at]!) === "system / PromiseReaction") return true;
  return functionThatResolves(view, promise) !== undefined;
}
