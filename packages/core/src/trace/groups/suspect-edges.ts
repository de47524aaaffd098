import type { HeapView } from "../heap-view.ts";
import type { Owner } from "../leak.ts";
import type { Holder } from "./holders.ts";
import type { SuspectEdge } from "./leak-groups.ts";

// What the project holds is a leak whoever else holds it too: it is looked at first. What the runner holds comes last.
const LAYER: Readonly<Record<Owner["kind"], number>> = { own: 0, dependency: 1, unknown: 3, runtime: 3, runner: 4 };
// What waits for a clock, also for a fake one, is the runtime's.
const layerOf = (holder: Holder): number => LAYER[holder.isFakeClock ? "runtime" : holder.owner.kind];
// What an open handle reaches is told with the handle, not with one of the many things that the runtime made for it.
const HANDLES_LAYER = 2;
const LAYERS = 5;

/** Finds the edges from what existed before the calls to what was born in them, in layers by whose they are. */
export function findSuspectEdges(view: HeapView, holderOf: (node: number) => Holder): SuspectEdge[][] {
  const { snapshot, born, essential, sorts, paths } = view;
  const { nodeCount, nodeName, firstEdge, edgeTarget, strings } = snapshot;
  const feedback = strings.indexOf(FEEDBACK_VECTOR);
  const layers: SuspectEdge[][] = Array.from({ length: LAYERS }, () => []);
  for (let source = 0; source < nodeCount; source++) {
    if (born[source] === 1 || paths.reached[source] === 0) continue;
    const isFeedback = nodeName[source] === feedback;
    if (sorts.engine[source] === 1 && !isFeedback && !isRoot(view, source)) continue;
    for (let edge = firstEdge[source]!, end = firstEdge[source + 1]!; edge < end; edge++) {
      const target = edgeTarget[edge]!;
      if (born[target] === 0 || essential[edge] === 0 || sorts.engine[target] === 1) continue;
      if (isFeedback && view.typeOf(target) !== "array") continue;
      const holder = holderOf(source);
      const isHandle = sorts.visible[target] === 0 && isRoot(view, source);
      layers[isHandle ? HANDLES_LAYER : layerOf(holder)]!.push({ source, edge, holder });
    }
  }
  return layers.map((layer) => mostFirst(view, layer));
}

// What V8 remembers for a function. Its tables are arrays that V8 makes anew, larger, when they are full: names that were put together
// with `+` (Node 25 and later). Node 20 to 24 have none.
const FEEDBACK_VECTOR = "system / FeedbackVector";

// An object that is reached from two places is told with the one that holds more of its kind: the list, not the neighbour in it.
function mostFirst({ snapshot, born, sorts }: HeapView, layer: readonly SuspectEdge[]): SuspectEdge[] {
  const held = new Map<number, number>();
  for (const { edge, holder } of layer) {
    const target = snapshot.edgeTarget[edge]!;
    let count = 1;
    if (sorts.visible[target] === 0) {
      count = 0;
      for (let inner = snapshot.firstEdge[target]!, end = snapshot.firstEdge[target + 1]!; inner < end; inner++) {
        count += born[snapshot.edgeTarget[inner]!]!;
      }
    }
    held.set(holder.from, (held.get(holder.from) ?? 0) + count);
  }
  return [...layer].sort((a, b) => held.get(b.holder.from)! - held.get(a.holder.from)!);
}

// Strings and caches of the engine are not kept by the program, and what is on the stack or in an open handle is in use.
const ROOTS_THAT_KEEP = new Set([
  "(Global handles)",
  "(Strong roots)",
  "(Strong root list)",
  "(Eternal handles)",
  "(Microtasks)",
  "(Bootstrapper)",
]);

const isRoot = (view: HeapView, node: number): boolean =>
  view.typeOf(node) === "synthetic" && ROOTS_THAT_KEEP.has(view.nameOf(node));
