import type { ScriptLocation } from "../../heap/locations.ts";
import type { HeapView } from "../heap-view.ts";

/** Which script nodes belong to. */
export interface NodeScripts {
  /** The script of a function, of an object's class, or of the function that variables belong to. */
  readonly scriptOf: (node: number) => number | undefined;
  readonly locationOf: (node: number) => ScriptLocation | undefined;
  /** Whether variables belong to a module, as far as the heap tells: nothing lies around them in the same script. */
  readonly isOutermost: (context: number) => boolean;
  /** A function that is written where these variables live, if one is alive. */
  readonly functionIn: (context: number) => number | undefined;
}

/** Finds the scripts. A context states none: that of the functions made in it is taken. */
export function findNodeScripts(view: HeapView): NodeScripts {
  const { snapshot, sorts, targetOf } = view;
  const closure = snapshot.nodeTypes.indexOf("closure");
  const locationOf = (node: number): ScriptLocation | undefined => snapshot.locations.get(node);
  const functionIn = new Map<number, number>();
  for (const node of snapshot.locations.keys()) {
    if (snapshot.nodeType[node] !== closure) continue;
    const context = targetOf(node, "context");
    if (context < 0 || sorts.context[context] === 0) continue;
    // The first one in the source: nodes come in another order in every run.
    const known = functionIn.get(context);
    if (known === undefined || isBefore(locationOf(node), locationOf(known))) functionIn.set(context, node);
  }
  for (const [context, inner] of Array.from(functionIn)) {
    let outer = targetOf(context, "previous");
    while (outer >= 0 && sorts.context[outer] === 1 && !functionIn.has(outer)) {
      functionIn.set(outer, inner);
      outer = targetOf(outer, "previous");
    }
  }

  return {
    locationOf,
    scriptOf: (node) => (locationOf(node) ?? locationOf(functionIn.get(node) ?? -1))?.scriptId,
    isOutermost: (context) => {
      const outer = targetOf(context, "previous");
      return outer < 0 || sorts.context[outer] === 0;
    },
    functionIn: (context) => functionIn.get(context),
  };
}

function isBefore(one: ScriptLocation | undefined, other: ScriptLocation | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  return one.line < other.line || (one.line === other.line && one.column < other.column);
}
