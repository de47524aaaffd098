import type { Capture } from "../capture/capture-span.ts";
import { accountingFor } from "../piled-up.ts";
import { findCreations } from "./creation/find-creations.ts";
import { describeLeak } from "./describe-leak.ts";
import type { Growth } from "./find-leaks.ts";
import type { Holder } from "./groups/holders.ts";
import type { Family, Group } from "./groups/leak-groups.ts";
import { namesInShapes } from "./groups/names-in-shapes.ts";
import { wrappedNatives } from "./groups/wrapped-natives.ts";
import type { HeapView } from "./heap-view.ts";
import type { LeakReader } from "./leak-reader.ts";
import type { Leak } from "./leak.ts";

/** What it takes to tell growth of the engine's own parts from a leak. */
export interface EngineSearch {
  readonly holderOf: (node: number) => Holder;
  readonly isRegular: (group: Group) => boolean;
  readonly growth: Growth;
  /** Marked calls. */
  readonly calls: number;
}

/**
 * Looks for a leak in what a snapshot counts to the engine: names of properties in the shapes of objects, and objects that are one with
 * their native side. The engine has many such parts for itself: they are a leak only if all that the calls bore is still there, and makes
 * up the growth.
 */
export function findInEngine(
  view: HeapView,
  reader: LeakReader,
  capture: Capture,
  { holderOf, isRegular, growth, calls }: EngineSearch,
): Leak[] {
  const isFrequent = ({ culprit }: Family): boolean => isRegular(culprit);
  const names = namesInShapes(view, reader, holderOf).filter(isFrequent);
  const { lastIdBefore } = capture;
  const natives = wrappedNatives(view, reader, { holderOf, lastIdBefore }).filter(isFrequent);
  const creations = findCreations(view, reader, capture, [...names, ...natives]);
  const describe = (family: Family): Leak => describeLeak(view, reader, creations, family, calls);
  return accountingFor(growth, [...names.map(describe).map(withOwnBytes), ...natives.map(describe)]);
}

// With a shape all shapes that led to it would be freed, and their tables of names, which took the place of one another.
const withOwnBytes = (leak: Leak): Leak => ({ ...leak, retainedBytesPerCall: leak.shallowBytesPerCall });
