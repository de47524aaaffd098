import type { Capture } from "../capture/capture-span.ts";
import type { GrownCollection } from "../capture/live-objects.ts";
import { findCreations } from "./creation/find-creations.ts";
import { describeLeak } from "./describe-leak.ts";
import { type Holder, isRunners } from "./groups/holders.ts";
import { largeCollections } from "./groups/large-collections.ts";
import type { Family } from "./groups/leak-groups.ts";
import type { HeapView } from "./heap-view.ts";
import type { LeakReader } from "./leak-reader.ts";
import { describeHolder, stepsToHolder } from "./leak-trace.ts";
import type { Leak } from "./leak.ts";
import { nameLeak } from "./words/name-leak.ts";

const WORD_BYTES = 8;

/** What no leak tells of yet. */
export interface Untold {
  readonly untold: readonly Family[];
  /** What holds the leaks that are told already. */
  readonly told: ReadonlySet<number>;
  readonly holderOf: (node: number) => Holder;
  /** Bytes that were gained in all calls, if that was measured. */
  readonly gainedBytes: number | undefined;
}

/**
 * Looks for growth that brings no new class of objects: a collection from before the calls that gains numbers or shared values,
 * or a single thing (a string, a buffer) that is made anew, larger each time.
 */
export async function findGrowth(
  view: HeapView,
  reader: LeakReader,
  capture: Capture,
  { untold, told, holderOf, gainedBytes }: Untold,
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

  const { nodeId } = view.snapshot;
  const isOpen = (node: number): boolean => !told.has(node) && !isRunners(holderOf(node));
  const large = gainedBytes === undefined ? undefined : largeCollections(view, SHARE_OF_GAIN * gainedBytes);
  const few = large === undefined || large.length > MOST_WATCHED ? undefined : large.filter(isOpen);
  if (few?.length === 0) return { leaks: [], isSearched: true };
  if (few !== undefined && capture.timeLeftMs() < watchMs(few.length, capture.snapshotMs))
    return { leaks: [], isSearched: false };

  const grown = await capture.findGrownCollections(
    Math.max(1, calls / 20),
    few?.map((node) => nodeId[node]!),
  );
  if (grown === undefined) return { leaks: [], isSearched: false };
  const sizes = new Map(grown.map((collection) => [collection.heapId, collection]));
  const found: Leak[] = [];
  for (let node = 0; node < view.snapshot.nodeCount && sizes.size > 0; node++) {
    const collection = sizes.get(nodeId[node]!);
    if (collection === undefined) continue;
    sizes.delete(collection.heapId);
    if (isOpen(node)) found.push(describeGrown(view, reader, holderOf(node), { node, ...collection }, calls));
  }
  return { leaks: found, isSearched: true };
}

// A collection that makes up half of the growth holds at least so much of what was gained, whatever slack its store has.
const SHARE_OF_GAIN = 0.25;
const MOST_WATCHED = 4;

// To look at one object by its id V8 walks over the heap once; a snapshot takes as long as some five walks (heaps of 15 to 200 MB,
// Node 20 to 26).
const WALKS_PER_SNAPSHOT = 5;
const LEAST_TIME_LEFT_MS = 200;

function watchMs(collections: number, snapshotMs: number): number {
  return LEAST_TIME_LEFT_MS + (collections / WALKS_PER_SNAPSHOT) * snapshotMs;
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

interface Grown extends Pick<GrownCollection, "sizeBefore" | "sizeAfter"> {
  readonly node: number;
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
    // No more than these: a collection that is emptied now and then gains entries as well.
    alike: sizeAfter,
    shallowBytesPerCall: perCall * words * WORD_BYTES,
    retainedBytesPerCall: perCall * words * WORD_BYTES,
    owner: holder.owner,
    ...named,
    holder: `${describeHolder(named) ?? name}, from ${sizeBefore} to ${sizeAfter} entries in ${calls} calls`,
    victims: [],
  };
}
