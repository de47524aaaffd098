import { KEYED } from "../words/references.ts";
import type { Family, Group } from "./leak-groups.ts";

const FEWEST_KEYS = 3;

/**
 * Puts what an object holds under different property names together, as `[key]`: an object that is used as a map gets a new
 * property in every call.
 */
export function mergeKeyedFamilies(families: readonly Family[]): Family[] {
  const alike = new Map<string, Family[]>();
  for (const family of families) {
    const { className, holder, reference, members } = family.culprit;
    if (reference !== KEYED && (members.length > 2 || !isProperty(reference))) continue;
    const key = `${holder.from} ${className}`;
    const others = alike.get(key);
    if (others === undefined) alike.set(key, [family]);
    else others.push(family);
  }
  const merged = [...alike.values()].filter((parts) => parts.length >= FEWEST_KEYS);
  const gone = new Set(merged.flat());
  return [...families.filter((family) => !gone.has(family)), ...merged.map((parts) => mergeFamilies(parts, KEYED))];
}

const isProperty = (reference: string): boolean => /^`(?:\.|\[)/.test(reference);

/** Makes one family of several; it has the holder of the first. */
export function mergeFamilies(parts: readonly Family[], reference: string): Family {
  const [first] = parts;
  const culprits = parts.map(({ culprit }) => culprit);
  const culprit = {
    ...first!.culprit,
    reference,
    members: culprits.flatMap(({ members }) => members),
    carriers: culprits.flatMap(({ carriers }) => carriers),
    shallowBytes: culprits.reduce((sum, { shallowBytes }) => sum + shallowBytes, 0),
  };
  // What lies below the parts is put together in the same way: by class and reference, level by level.
  const byWay = new Map<string, Group>();
  for (const part of parts) {
    for (const group of part.below) {
      const way: string[] = [];
      for (let at = group; at.parent !== undefined; at = at.parent) way.unshift(`${at.reference} ${at.className}`);
      const parentWay = way.slice(0, -1).join(" > ");
      const known = byWay.get(way.join(" > "));
      if (known === undefined) {
        const parent = byWay.get(parentWay) ?? culprit;
        byWay.set(way.join(" > "), { ...group, parent, members: [...group.members] });
      } else {
        known.members.push(...group.members);
        known.shallowBytes += group.shallowBytes;
      }
    }
  }
  return { culprit, below: [...byWay.values()] };
}
