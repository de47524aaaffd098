import type { Capture } from "../capture/capture-span.ts";
import { findCreations } from "./creation/find-creations.ts";
import { describeLeak } from "./describe-leak.ts";
import { type Holder, isRunners } from "./groups/holders.ts";
import type { Family } from "./groups/leak-groups.ts";
import type { HeapView } from "./heap-view.ts";
import type { LeakReader } from "./leak-reader.ts";
import { describeHolder, stepsToHolder } from "./leak-trace.ts";
import type { Leak } from "./leak.ts";
import { nameLeak } from "./words/name-leak.ts";

const WORD_BYTES = 8;
const LEAST_TIME_LEFT_MS = 1000;

/** What no leak tells of yet. */
export interface Untold {
  readonly untold: readonly Family[];
  /** What holds the leaks that are told already. */
  readonly told: ReadonlySet<number>;
  readonly holderOf: (node: number) => Holder;
}

/**
 * Looks for growth that brings no new class of objects: a collection from before the calls that gains numbers or shared values,
 * or a single thing (a string, a buffer) that is made anew, larger each time.
 */
export async function findGrowth(
  view: HeapView,
  reader: LeakReader,
  capture: Capture,
  { untold, told, holderOf }: Untold,
  calls: number,
): Promise<FoundGrowth> {
  const remade = untold.filter(({ culprit, below }) =>
    isRemade(
      culprit.holder,
      [culprit, ...below].reduce((sum, { shallowBytes }) => sum + shallowBytes, 0),
      calls,
    ),
  );
  const creations = findCreations(view, reader, capture, remade);
  const leaks = remade.map((family) => describeLeak(view, reader, creations, family, calls));
  if (leaks.length > 0) return { leaks, isSearched: true };
  if (capture.timeLeftMs() < LEAST_TIME_LEFT_MS + 3 * capture.snapshotMs) return { leaks: [], isSearched: false };

  const nodeOfId = new Map<number, number>();
  const grown = await capture.findGrownCollections(Math.max(1, calls / 20));
  if (grown === undefined) return { leaks: [], isSearched: false };
  const wanted = new Set(grown.map(({ heapId }) => heapId));
  for (let node = 0; node < view.snapshot.nodeCount; node++) {
    if (wanted.has(view.snapshot.nodeId[node]!)) nodeOfId.set(view.snapshot.nodeId[node]!, node);
  }
  const found = grown.flatMap(({ heapId, sizeBefore, sizeAfter }) => {
    const node = nodeOfId.get(heapId);
    if (node === undefined || told.has(node)) return [];
    const holder = holderOf(node);
    if (isRunners(holder)) return [];
    return [describeGrown(view, reader, holder, { node, sizeBefore, sizeAfter }, calls)];
  });
  return { leaks: found, isSearched: true };
}

/** What grew without a new class of objects. */
export interface FoundGrowth {
  readonly leaks: readonly Leak[];
  /** False if there was no time to look for it. */
  readonly isSearched: boolean;
}

function isRemade({ owner }: Holder, bytes: number, calls: number): boolean {
  return (owner.kind === "own" || owner.kind === "dependency") && bytes >= WORD_BYTES * calls;
}

interface Grown {
  readonly node: number;
  readonly sizeBefore: number;
  readonly sizeAfter: number;
}

function describeGrown(
  view: HeapView,
  reader: LeakReader,
  holder: Holder,
  { node, sizeBefore, sizeAfter }: Grown,
  calls: number,
): Leak {
  const name = reader.classOf(node);
  const perCall = (sizeAfter - sizeBefore) / calls;
  const kind = { Map: "Map entry", Set: "Set entry", Array: "Array element" }[name] ?? "entry";
  const words = name === "Map" ? 3.5 : name === "Set" ? 2.5 : 1;
  const steps = stepsToHolder(view, reader, holder);
  const entry = {
    reference: name === "Array" ? "[x]" : kind,
    name: "number or shared value",
    status: "UNKNOWN",
    reason: `of unknown age; from ${sizeBefore} to ${sizeAfter} of them`,
  } as const;
  const count = sizeAfter - sizeBefore;
  const told = { trace: [...steps, entry], suspect: steps.length };
  const named = nameLeak(reader, told, { className: kind, count, perCall, owner: holder.owner, kept: [] });
  return {
    className: kind,
    count,
    perCall,
    alive: sizeAfter,
    shallowBytesPerCall: perCall * words * WORD_BYTES,
    retainedBytesPerCall: perCall * words * WORD_BYTES,
    owner: holder.owner,
    ...named,
    holder: `${describeHolder(named) ?? name}, from ${sizeBefore} to ${sizeAfter} entries in ${calls} calls`,
    victims: [],
  };
}
