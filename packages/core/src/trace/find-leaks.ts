import type { Capture } from "../capture/capture-span.ts";
import { ACCOUNTED, accountingFor, countedIn, isPiledUp, piledUpOver, REGULAR_SHARE } from "../piled-up.ts";
import { findCreations } from "./creation/find-creations.ts";
import { describeLeak } from "./describe-leak.ts";
import { findGrowth } from "./find-growth.ts";
import { findInEngine } from "./find-in-engine.ts";
import { mergeFakeTimers } from "./groups/fake-timers.ts";
import { createHolderFinder, isRunners } from "./groups/holders.ts";
import { mergeKeyedFamilies } from "./groups/keyed-families.ts";
import { groupBorn, type Family, type Group } from "./groups/leak-groups.ts";
import { mergeLinkedFamilies } from "./groups/linked-families.ts";
import { throughReplaced } from "./groups/replaced-containers.ts";
import { mergeScatteredFamilies } from "./groups/scattered-families.ts";
import { findSuspectEdges } from "./groups/suspect-edges.ts";
import type { HeapView } from "./heap-view.ts";
import type { LeakReader } from "./leak-reader.ts";
import type { Explanation, Leak } from "./leak.ts";
import { namePromises } from "./words/name-promises.ts";
import { KEYED, PROMISE_OF_THEN } from "./words/references.ts";

type Findings = Omit<Explanation, "snapshot">;

/** What the rounds measured before. */
export interface Growth {
  readonly bytesPerCall: number;
  /** Calls made until the mark. */
  readonly calls: number;
}

/** Finds what the marked calls left behind, and who holds it. */
export async function findLeaks(
  view: HeapView,
  reader: LeakReader,
  capture: Capture,
  growth?: Growth,
): Promise<Findings> {
  const { calls } = capture;
  const holderOf = createHolderFinder(view, reader);
  const isFrequent = (group: Group): boolean => isRegular(group, calls);
  const grouped = groupBorn(view, findSuspectEdges(view, holderOf), reader);
  const linked = mergeFakeTimers(mergeLinkedFamilies(view, mergeKeyedFamilies(grouped), reader.classOf));
  const families = mergeScatteredFamilies(view, reader, linked, { holderOf, isRegular: isFrequent });
  const inReplaced = throughReplaced(view, reader, families, {
    isRegular: isFrequent,
    isTurnedOver: ({ culprit, heldByAll }) =>
      growth !== undefined &&
      heldByAll !== undefined &&
      !isPiledUp({ alive: heldByAll.length, perCall: culprit.members.length / calls }, growth.calls),
  });
  const regular = withKeysUnderValues([...families.filter(({ culprit }) => isFrequent(culprit)), ...inReplaced]);
  await namePromises(view, capture, regular);

  const creations = findCreations(
    view,
    reader,
    capture,
    regular.filter(({ culprit }) => !isRunners(culprit.holder)),
  );
  const describe = (family: Family): Leak => describeLeak(view, reader, creations, family, calls);
  const leaks = regular.filter(({ culprit }) => !isRunners(culprit.holder)).map(describe);
  const runnerHeld = regular.filter(({ culprit }) => isRunners(culprit.holder)).map(describe);
  const bytes = sum(families.filter(({ culprit }) => !isRunners(culprit.holder)).map(shallowBytesOf));
  const runnerBytes = sum(families.filter(({ culprit }) => isRunners(culprit.holder)).map(shallowBytesOf));
  let isSearched = true;
  if (growth !== undefined && !accountsFor(leaks, growth)) {
    const seldom = families.filter(({ culprit }) => isSeldom(culprit, calls)).map(describe);
    const engine = { holderOf, isRegular: isFrequent, growth, calls };
    leaks.push(...accountingFor(growth, seldom), ...findInEngine(view, reader, capture, engine));
  }
  if (!accountsFor(leaks, growth)) {
    const untold = families.filter(({ culprit }) => !isFrequent(culprit) && !isSeldom(culprit, calls));
    const told = new Set(regular.flatMap(({ culprit }) => culprit.holder.nodes));
    const gainedBytes = growth === undefined ? undefined : growth.bytesPerCall * growth.calls;
    const found = await findGrowth(view, reader, capture, { untold, told, holderOf, gainedBytes }, calls);
    leaks.push(...found.leaks);
    isSearched = found.isSearched;
  }

  const byRetained = (a: Leak, b: Leak): number => b.retainedBytesPerCall - a.retainedBytesPerCall;
  return {
    calls,
    leaks: leaks.sort(byRetained),
    runnerHeld: runnerHeld.sort(byRetained),
    bytesPerCall: bytes / calls,
    runnerBytesPerCall: runnerBytes / calls,
    internalBytesPerCall: (bornBytes(view) - bytes - runnerBytes) / calls,
    isSearched,
  };
}

// What a bounded cache turns over was born in the calls as well, and accounts for none of the growth.
function accountsFor(leaks: readonly Leak[], growth: Growth | undefined): boolean {
  if (leaks.length === 0) return false;
  if (growth === undefined) return true;
  return countedIn(piledUpOver(growth.calls, leaks)) >= ACCOUNTED * growth.bytesPerCall;
}

// What lives in a runner or in the runtime and does not follow the calls is their own business.
function isRegular({ members, holder }: Group, calls: number): boolean {
  const isUsers = holder.owner.kind === "own" || holder.owner.kind === "dependency";
  // A few calls cannot tell what every twentieth leaves behind from what comes and goes.
  const leastShare = isUsers ? (calls < FEW_CALLS ? 0.6 : REGULAR_SHARE) : 0.8;
  return members.length >= Math.max(2, calls * leastShare);
}

const FEW_CALLS = 20;

// So many of a sort are no accident, however many calls bore them.
const SELDOM_MEMBERS = 8;

// What only some calls leave behind is told where nothing else accounts for the growth.
function isSeldom(group: Group, calls: number): boolean {
  const { kind } = group.holder.owner;
  return (
    (kind === "own" || kind === "dependency") && !isRegular(group, calls) && group.members.length >= SELDOM_MEMBERS
  );
}

const VALUE_OF: Readonly<Record<string, string>> = {
  "Map key": "Map value",
  "property name": KEYED,
  [PROMISE_OF_THEN]: "`then` callback",
};

// The key of a Map entry goes with its value, and what `then` returned with the callback that it was given: one leak, not two.
function withKeysUnderValues(families: readonly Family[]): Family[] {
  const valueOf = (key: Family): Family | undefined =>
    families.find(
      ({ culprit }) =>
        VALUE_OF[key.culprit.reference] === culprit.reference &&
        culprit.holder.from === key.culprit.holder.from &&
        culprit.members.length >= key.culprit.members.length * 0.8,
    );
  const keys = families.filter(
    ({ culprit: { reference, className } }) =>
      reference in VALUE_OF && (reference === PROMISE_OF_THEN || className.startsWith("string")),
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
