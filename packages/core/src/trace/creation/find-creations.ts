import type { Capture } from "../../capture/capture-span.ts";
import type { AllocationSite, StackFrame } from "../../capture/sampling.ts";
import type { Creation, Creations } from "../describe-leak.ts";
import { functionThatResolves } from "../groups/function-that-resolves.ts";
import type { Family, Group } from "../groups/leak-groups.ts";
import type { HeapView } from "../heap-view.ts";
import type { LeakReader } from "../leak-reader.ts";
import type { SourcePosition } from "../leak.ts";
import { RESOLVE_FUNCTION } from "../words/names.ts";
import { createAllocationFinder } from "./allocation.ts";
import { createConstructionFinder, keyOf } from "./constructions.ts";

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
  const constructionsOf = createConstructionFinder(allocationSites, reader.frames.isOwn);
  const callerOf = (className: string, frame: StackFrame): StackFrame | undefined =>
    constructionsOf(className).get(keyOf(frame));
  const groups = families.flatMap(({ culprit, below }) => [culprit, ...below]).slice(0, MOST_GROUPS);
  const vagueness = ({ className }: Group): number => VAGUE_CLASSES.indexOf(className.replace(/ \(.*\)$/, ""));
  const creations = new Map<Group, Creation>();
  const allocators = new Map<Group, StackFrame>();
  for (const group of groups.sort((a, b) => vagueness(a) - vagueness(b))) {
    const { members, className, holder } = group;
    const first = members[0]!;
    const suspended = functionThatResolves(view, first);
    const start = suspended === undefined ? undefined : reader.positionOf(suspended);
    if (start !== undefined) {
      const functionName = functionNameOf(view, suspended!);
      creations.set(group, { at: functionName === "" ? start : { ...start, functionName } });
      continue;
    }
    const scripts = new Set([first, ...holder.nodes].map(reader.scriptOf).filter((script) => script !== undefined));
    const isPlain = className === "Object" || className === "Array";
    const allocator = find(
      {
        shallowSize: view.snapshot.shallowSize[first]!,
        count: members.length,
        isPlain,
        scripts,
        writtenIn: isFunction(view, first) ? reader.scriptOf(first) : undefined,
      },
      (candidate) => constructionsOf(className).has(keyOf(candidate)) || reader.canCreate(candidate, className),
    );
    if (allocator === undefined) continue;
    const { frame, dependency } = allocator;
    const at = reader.positionOfFrame(callerOf(className, frame) ?? frame);
    if (at === undefined) continue;
    allocators.set(group, frame);
    creations.set(group, { at, by: dependency === undefined ? undefined : reader.positionOfFrame(dependency) });
  }
  // What a constructor of the culprit made tells who called it.
  const creationUnder = ({ className }: Group, below: Group): SourcePosition | undefined => {
    const allocator = allocators.get(below);
    const caller = allocator === undefined ? undefined : callerOf(className, allocator);
    return caller === undefined ? creations.get(below)?.at : reader.positionOfFrame(caller);
  };
  const mainCreation = ({ className }: Group): SourcePosition | undefined => {
    const frame = mainCreator(reader, allocationSites);
    return frame === undefined ? undefined : reader.positionOfFrame(callerOf(className, frame) ?? frame);
  };
  const all = families.reduce((sum, family) => sum + shallowBytesOf(family), 0);
  for (const family of families) {
    if (creations.has(family.culprit) || isMadeByCode(view, family.culprit)) continue;
    const at =
      mostFrequent(family.below, (below) => creationUnder(family.culprit, below)) ??
      (shallowBytesOf(family) > all / 2 ? mainCreation(family.culprit) : undefined);
    if (at !== undefined) creations.set(family.culprit, { at });
  }
  return creations;
}

// If no code of the project was on the stack when a function was made, nothing else can tell which of it led there. V8 makes what resolves a promise
// in one piece with other objects, so that its size tells nothing, but what waits for the promise does.
const isMadeByCode = (view: HeapView, { members, className }: Group): boolean =>
  isFunction(view, members[0]!) && className !== RESOLVE_FUNCTION;

const isFunction = (view: HeapView, node: number): boolean => view.typeOf(node) === "closure";

const shallowBytesOf = ({ culprit, below }: Family): number =>
  below.reduce((sum, { shallowBytes }) => sum + shallowBytes, culprit.shallowBytes);

// A body that allocates much is sampled coarsely: of a few large graphs no object can be told by its size, but most bytes that are
// alive come from one function.
function mainCreator(reader: LeakReader, sites: readonly AllocationSite[]): StackFrame | undefined {
  const bytesOf = new Map<string, { readonly frame: StackFrame; bytes: number }>();
  let all = 0;
  for (const { frames, sizes } of sites) {
    const frame = frames.find(reader.frames.isOwn);
    if (frame === undefined) continue;
    const bytes = [...sizes].reduce((sum, [size, samples]) => sum + size * samples, 0);
    const key = keyOf(frame);
    const known = bytesOf.get(key) ?? { frame, bytes: 0 };
    bytesOf.set(key, { frame: known.frame, bytes: known.bytes + bytes });
    all += bytes;
  }
  const [main] = [...bytesOf.values()].sort((a, b) => b.bytes - a.bytes);
  return main !== undefined && main.bytes > all / 2 ? main.frame : undefined;
}

// Native code creates without a stack (the global object of a vm context): what it keeps was made in the same calls.
function mostFrequent(
  groups: readonly Group[],
  creationOf: (group: Group) => SourcePosition | undefined,
): SourcePosition | undefined {
  const found = new Map<string, { readonly position: SourcePosition; count: number }>();
  for (const group of groups) {
    const position = creationOf(group);
    if (position === undefined) continue;
    const key = `${position.file}:${position.line}:${position.column}`;
    const known = found.get(key) ?? { position, count: 0 };
    found.set(key, { position: known.position, count: known.count + group.members.length });
  }
  return [...found.values()].sort((a, b) => b.count - a.count)[0]?.position;
}

function functionNameOf(view: HeapView, suspended: number): string {
  const made = view.targetOf(suspended, "function");
  return made < 0 ? "" : view.nameOf(made);
}
