import { array, born, closure, node, object, variables, type Drawn } from "../heap/draw-heap.ts";
import { DEPENDENCY_SCRIPT } from "./explain-drawn.ts";

/** A node of a page, as jsdom makes it: what a program sees, what implements it, and its place in the tree. */
export interface DrawnElement {
  readonly wrapper: Drawn;
  readonly implementation: Drawn;
  readonly links: Drawn;
}

/** Draws a node of a page that is in no document. */
export function element(className: string): DrawnElement {
  const wrapper = object(className);
  const links = object("SymbolTreeNode");
  const implementation = object(`${className}Impl`, { "<symbol DOM SymbolTree>": links, "<symbol wrapper>": wrapper });
  wrapper.edges.push(["property", "<symbol impl>", implementation]);
  return { wrapper, implementation, links };
}

/** Draws a document that a window shows. */
export function document(): DrawnElement {
  const drawn = element("Document");
  drawn.implementation.edges.push(["property", "_defaultView", object("Window")]);
  return drawn;
}

/** Puts nodes into another, in this order. */
export function append(parent: DrawnElement, ...children: readonly DrawnElement[]): void {
  const link = (from: DrawnElement, name: string, to: DrawnElement | undefined): void => {
    if (to !== undefined) from.links.edges.push(["property", name, to.implementation]);
  };
  link(parent, "firstChild", children[0]);
  link(parent, "lastChild", children.at(-1));
  children.forEach((child, at) => {
    link(child, "parent", parent);
    link(child, "previousSibling", children[at - 1]);
    link(child, "nextSibling", children[at + 1]);
  });
}

/** Makes a node one that was born in the calls. */
export function bornElement(className: string): DrawnElement {
  const drawn = element(className);
  born(drawn.wrapper, drawn.implementation, drawn.links);
  return drawn;
}

/** Adds listeners to a node or window, each wrapped and recorded as jsdom does it. */
export function listen(target: DrawnElement, event: string, listeners: readonly Drawn[]): void {
  const records = listeners.map((listener) => {
    const scope = born(variables(DEPENDENCY_SCRIPT, { value: listener }, variables(DEPENDENCY_SCRIPT, {})));
    const callback = born(closure("callTheUserObjectsOperation", scope, [DEPENDENCY_SCRIPT, 5, 0]));
    callback.edges.push(["property", "objectReference", listener]);
    return born(object("Object", { callback, options: born(object("Object")) }));
  });
  target.implementation.edges.push(["property", "_eventListeners", object("Object", { [event]: array(...records) })]);
}

/** Draws a window, whose way back from what implements it is an accessor. */
export function window(): DrawnElement {
  const wrapper = object("Window");
  const accessor = node("hidden", "system / AccessorPair", 24);
  const implementation = object("EventTargetImpl", { "<symbol wrapper>": accessor });
  wrapper.edges.push(["property", "<symbol impl>", implementation]);
  return { wrapper, implementation, links: accessor };
}
