import type { HeapSnapshot } from "../heap/parse-snapshot.ts";

/** What jsdom makes behind the windows and nodes of a page. */
export interface DomInternals {
  /** What a program never sees: links between nodes, lists of listeners and what they hold, the index of ids. */
  readonly hidden: ReadonlySet<number>;
  /** A program sees a wrapper; jsdom works with what implements it. Each leads to the other. */
  readonly otherSide: ReadonlyMap<number, number>;
}

/** The properties by which a wrapper refers to what implements it, and back. */
export const IMPLEMENTATION = "<symbol impl>";
const WRAPPER = "<symbol wrapper>";
/** The property that leads to a node's links, and their class. */
export const LINKS = "<symbol DOM SymbolTree>";
export const LINKS_CLASS = "SymbolTreeNode";
/** Lists of listeners by event, and of elements by id. */
export const LISTENERS = "_eventListeners";
export const ELEMENTS_BY_ID = "_ids";

const NOTHING: DomInternals = { hidden: new Set(), otherSide: new Map() };

/** Finds the internals of jsdom. Without jsdom in the heap it looks at the names only. */
export function findDomInternals(snapshot: HeapSnapshot): DomInternals {
  const { edgeName, edgeTarget, firstEdge, nodeCount, nodeName, strings } = snapshot;
  const implementationName = strings.indexOf(IMPLEMENTATION);
  if (implementationName < 0) return NOTHING;

  const properties = createProperties(snapshot);
  // A window's is an accessor: whether there is one tells enough.
  const wrapperOf = properties.reader(WRAPPER);
  const hideListeners = createListenerHider(snapshot);
  const listenersOf = properties.reader(LISTENERS);
  const idsOf = properties.reader(ELEMENTS_BY_ID);
  const linksClass = strings.indexOf(LINKS_CLASS);
  const hidden = new Set<number>();
  const otherSide = new Map<number, number>();
  for (let node = 0; node < nodeCount; node++) {
    if (nodeName[node] === linksClass) hidden.add(node);
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      if (edgeName[edge] !== implementationName || !properties.isProperty(edge)) continue;
      const implementation = edgeTarget[edge]!;
      if (wrapperOf(implementation) < 0) continue;
      otherSide.set(node, implementation).set(implementation, node);
      hideListeners(listenersOf(implementation), hidden);
      hideLists(snapshot, idsOf(implementation), hidden);
    }
  }
  return { hidden, otherSide };
}

type Reader = (node: number) => number;

function createListenerHider(snapshot: HeapSnapshot): (store: number, hidden: Set<number>) => void {
  const { reader } = createProperties(snapshot);
  const [callbackOf, optionsOf, functionOf] = [reader("callback"), reader("options"), reader("objectReference")];
  return (store, hidden) => {
    for (const list of hideLists(snapshot, store, hidden)) {
      for (const record of targetsOf(snapshot, list, "element")) {
        // jsdom wraps a function around the one that it was given.
        const wrapped = callbackOf(record);
        for (const inner of [record, optionsOf(record), functionOf(wrapped) < 0 ? -1 : wrapped]) {
          if (inner >= 0) hidden.add(inner);
        }
      }
    }
  };
}

// An object that holds arrays by name.
function hideLists(snapshot: HeapSnapshot, store: number, hidden: Set<number>): number[] {
  if (store < 0) return [];
  const { nodeName, strings } = snapshot;
  const lists = targetsOf(snapshot, store, "property").filter((list) => strings.get(nodeName[list]!) === "Array");
  for (const internal of [store, ...lists]) hidden.add(internal);
  return lists;
}

function targetsOf({ edgeTarget, edgeType, edgeTypes, firstEdge }: HeapSnapshot, node: number, type: string): number[] {
  const wanted = edgeTypes.indexOf(type);
  const targets: number[] = [];
  for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
    if (edgeType[edge] === wanted) targets.push(edgeTarget[edge]!);
  }
  return targets;
}

// Looks each name up once: that is a search through all strings.
function createProperties({ edgeName, edgeTarget, edgeType, edgeTypes, firstEdge, strings }: HeapSnapshot): {
  readonly isProperty: (edge: number) => boolean;
  readonly reader: (name: string) => Reader;
} {
  const property = edgeTypes.indexOf("property");
  const isProperty = (edge: number): boolean => edgeType[edge] === property;
  const reader = (name: string): Reader => {
    const wanted = strings.indexOf(name);
    return (node) => {
      if (node < 0 || wanted < 0) return -1;
      for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
        if (edgeName[edge] === wanted && isProperty(edge)) return edgeTarget[edge]!;
      }
      return -1;
    };
  };
  return { isProperty, reader };
}
