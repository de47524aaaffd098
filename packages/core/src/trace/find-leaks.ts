import type { Capture } from "../capture/capture-span.ts";
import { describeLeak } from "./describe-leak.ts";
import { findCreations } from "./find-creations.ts";
import { findGrowth } from "./find-growth.ts";
import type { HeapView } from "./heap-view.ts";
import { createHolderFinder } from "./holders.ts";
import { mergeKeyedFamilies } from "./keyed-families.ts";
import { groupBorn, type Family, type Group } from "./leak-groups.ts";
import type { LeakReader } from "./leak-reader.ts";
import type { Explanation, Leak } from "./leak.ts";
import { namePromises } from "./name-promises.ts";
import { findSuspectEdges } from "./suspect-edges.ts";

type Findings = Omit<Explanation, "snapshot">;

/** Finds what the marked calls left behind, and who holds it. */
export async function findLeaks(
  view: HeapView,
  reader: LeakReader,
  capture: Capture,
  calls: number,
): Promise<Findings> {
  const holderOf = createHolderFinder(view, reader.ownerOfNode);
  const families = mergeKeyedFamilies(groupBorn(view, findSuspectEdges(view, holderOf), reader));
  const regular = withKeysUnderValues(families.filter(({ culprit }) => isRegular(culprit, calls)));
  await namePromises(view, capture, regular);

  const creations = findCreations(
    view,
    reader,
    capture,
    regular.filter(({ culprit }) => !isRunners(culprit)),
  );
  const describe = (family: Family): Leak => describeLeak(view, reader, creations, family, calls);
  const leaks = regular.filter(({ culprit }) => !isRunners(culprit)).map(describe);
  const runnerHeld = regular.filter(({ culprit }) => isRunners(culprit)).map(describe);
  const bytes = sum(families.filter(({ culprit }) => !isRunners(culprit)).map(shallowBytesOf));
  const runnerBytes = sum(families.filter(({ culprit }) => isRunners(culprit)).map(shallowBytesOf));
  if (leaks.length === 0) leaks.push(...(await findGrowth(view, reader, capture, families, holderOf, calls)));

  const byRetained = (a: Leak, b: Leak): number => b.retainedBytesPerCall - a.retainedBytesPerCall;
  return {
    calls,
    leaks: leaks.sort(byRetained),
    runnerHeld: runnerHeld.sort(byRetained),
    bytesPerCall: bytes / calls,
    runnerBytesPerCall: runnerBytes / calls,
    internalBytesPerCall: (bornBytes(view) - bytes - runnerBytes) / calls,
  };
}

const isRunners = ({ holder }: Group): boolean => holder.owner.kind === "runner";

// What lives in a runner or in the runtime and does not follow the calls is their own business.
function isRegular({ members, holder }: Group, calls: number): boolean {
  const isUsers = holder.owner.kind === "own" || holder.owner.kind === "dependency";
  return members.length >= (isUsers ? Math.max(2, calls / 20) : Math.max(2, calls * 0.8));
}

const VALUE_OF: Readonly<Record<string, string>> = { "Map key": "Map value", "property name": "`[key]`" };

// The key of a Map entry goes with its value: one leak, not two.
function withKeysUnderValues(families: readonly Family[]): Family[] {
  const valueOf = (key: Family): Family | undefined =>
    families.find(
      ({ culprit }) =>
        VALUE_OF[key.culprit.reference] === culprit.reference &&
        culprit.holder.from === key.culprit.holder.from &&
        culprit.members.length >= key.culprit.members.length * 0.8,
    );
  const keys = families.filter(
    ({ culprit }) => culprit.reference in VALUE_OF && culprit.className.startsWith("string"),
  );
  const merged = new Map<Family, Family[]>();
  for (const key of keys) {
    const value = valueOf(key);
    if (value !== undefined) merged.set(value, [...(merged.get(value) ?? []), key]);
  }
  const dropped = new Set([...merged.values()].flat());
  return families
    .filter((family) => !dropped.has(family))
    .map((family) => ({
      ...family,
      below: [...family.below, ...(merged.get(family) ?? []).flatMap(({ culprit, below }) => [culprit, ...below])],
    }));
}

const shallowBytesOf = ({ culprit, below }: Family): number =>
  sum([culprit, ...below].map(({ shallowBytes }) => shallowBytes));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function bornBytes({ snapshot, born }: HeapView): number {
  let bytes = 0;
  for (let node = 0; node < snapshot.nodeCount; node++) if (born[node] === 1) bytes += snapshot.shallowSize[node]!;
  return bytes;
}
