import type { HeapView } from "../heap-view.ts";
import type { LeakReader } from "../leak-reader.ts";
import { stepsToHolder } from "../leak-trace.ts";
import type { Holder } from "./holders.ts";

/**
 * Creates what tells holders of one sort by: the variable that leads to a holder, and the holder's class. How many properties and
 * elements lie between is no matter, so that the leaves of a tree are of one sort too.
 */
export function createPlaces(view: HeapView, reader: LeakReader): (holder: Holder) => string {
  const variables = new Map<string, string>();
  return (holder) => {
    const { nodes, edges, from } = holder;
    const key = `${nodes[0]} ${edges[0]}`;
    let variable = variables.get(key);
    if (variable === undefined) {
      const steps = stepsToHolder(view, reader, holder).slice(0, edges.length === 0 ? 1 : 2);
      variable = steps
        .map(
          ({ reference, name, position }) =>
            `${reference} ${name} ${position?.file}:${position?.line}:${position?.column}`,
        )
        .join(" > ");
      variables.set(key, variable);
    }
    return `${variable} > ${reader.classOf(from)}`;
  };
}
