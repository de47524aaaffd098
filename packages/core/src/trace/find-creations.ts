import type { Capture } from "../capture/capture-span.ts";
import { createAllocationFinder } from "./allocation.ts";
import type { Creations } from "./describe-leak.ts";
import type { HeapView } from "./heap-view.ts";
import type { Family, Group } from "./leak-groups.ts";
import type { LeakReader } from "./leak-reader.ts";
import type { SourcePosition } from "./leak.ts";

// What the text of few functions can create is matched first: what it accounts for is not taken for something else.
const VAGUE_CLASSES = ["Object", "Array", "Promise", "string", "number"];
const MOST_GROUPS = 60;

/** Finds the function that created each group. */
export function findCreations(
  view: HeapView,
  reader: LeakReader,
  { allocationSites, samplingInterval }: Pick<Capture, "allocationSites" | "samplingInterval">,
  families: readonly Family[],
): Creations {
  const find = createAllocationFinder(allocationSites, samplingInterval, reader.frames);
  const groups = families.flatMap(({ culprit, below }) => [culprit, ...below]).slice(0, MOST_GROUPS);
  const vagueness = ({ className }: Group): number => VAGUE_CLASSES.indexOf(className.replace(/ \(.*\)$/, ""));
  const creations = new Map<Group, SourcePosition>();
  for (const group of groups.sort((a, b) => vagueness(a) - vagueness(b))) {
    const { members, className, holder } = group;
    const first = members[0]!;
    const suspended = functionThatResolves(view, first);
    const start = suspended === undefined ? undefined : reader.positionOf(suspended);
    if (start !== undefined) {
      const functionName = functionNameOf(view, suspended!);
      creations.set(group, functionName === "" ? start : { ...start, functionName });
      continue;
    }
    const scripts = new Set([first, ...holder.nodes].map(reader.scriptOf).filter((script) => script !== undefined));
    const isPlain = className === "Object" || className === "Array";
    const frame = find(
      { shallowSize: view.snapshot.shallowSize[first]!, count: members.length, isPlain, scripts },
      (candidate) => reader.canCreate(candidate, className),
    );
    const position = frame === undefined ? undefined : reader.positionOfFrame(frame);
    if (position !== undefined) creations.set(group, position);
  }
  return creations;
}

// An async function that waits still holds the promise that it gave its caller.
function functionThatResolves(view: HeapView, promise: number): number | undefined {
  if (view.nameOf(promise) !== "Promise") return undefined;
  const { first, edges, sources } = view.retainers;
  for (let at = first[promise]!, end = first[promise + 1]!; at < end; at++) {
    const source = sources[at]!;
    if (view.edgeTypeOf(edges[at]!) === "hidden" && view.targetOf(source, "parameters_and_registers") >= 0)
      return source;
  }
  return undefined;
}

function functionNameOf(view: HeapView, suspended: number): string {
  const made = view.targetOf(suspended, "function");
  return made < 0 ? "" : view.nameOf(made);
}
