import type { HeapView } from "../heap-view.ts";
import type { Group } from "./leak-groups.ts";

/**
 * Counts the objects of the whole heap that a group's members could be taken for, whoever holds them: rather too many than too few.
 * If even they are fewer than the calls bore, the group is a turnover, however it is held.
 *
 * @returns undefined where that cannot be told: V8 names strings by their text, and some members differ in name and size
 */
export function countAlike(view: HeapView, { members }: Pick<Group, "members">): number | undefined {
  const { snapshot } = view;
  const { nodeCount, nodeName, shallowSize } = snapshot;
  const sorts = new Map<number, Set<number>>();
  let sortCount = 0;
  for (const node of members) {
    if (!TELLING_TYPES.has(view.typeOf(node))) return undefined;
    const sizes = sorts.get(nodeName[node]!) ?? new Set();
    sorts.set(nodeName[node]!, sizes);
    if (!sizes.has(shallowSize[node]!)) sortCount++;
    sizes.add(shallowSize[node]!);
  }
  if (sortCount > Math.max(1, MOST_SORTS_PER_MEMBER * members.length)) return undefined;

  const names = new Set(members.flatMap((node) => propertiesOf(view, node)));
  const areAllNamed = members.every((node) => propertiesOf(view, node).length > 0);
  let count = 0;
  for (let node = 0; node < nodeCount; node++) {
    if (sorts.get(nodeName[node]!)?.has(shallowSize[node]!) !== true || !TELLING_TYPES.has(view.typeOf(node))) continue;
    if (!areAllNamed || propertiesOf(view, node).some((name) => names.has(name))) count++;
  }
  return count;
}

const TELLING_TYPES = new Set(["object", "closure"]);
// A class that every call defines anew, or names that count up: those of earlier calls bear yet other ones.
const MOST_SORTS_PER_MEMBER = 0.1;

// Properties with a small number, null or undefined have no edge: one name in common has to do.
function propertiesOf(view: HeapView, node: number): string[] {
  const { firstEdge } = view.snapshot;
  const names: string[] = [];
  for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
    if (view.edgeTypeOf(edge) !== "property") continue;
    const name = view.edgeNameOf(edge);
    if (name !== "__proto__") names.push(name);
  }
  return names;
}
