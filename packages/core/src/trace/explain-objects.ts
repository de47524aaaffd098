import { rmSync } from "node:fs";
import { getHeapStatistics } from "node:v8";
import { readHeapIds } from "../capture/heap-ids.ts";
import { openInspector } from "../capture/inspector.ts";
import { readPromiseState } from "../capture/live-objects.ts";
import { readScripts } from "../capture/scripts.ts";
import { describeMemoryShortage, describeShortage, estimateExplainMs } from "../capture/snapshot-cost.ts";
import { type SnapshotKeeping, writeSnapshot } from "../capture/write-snapshot.ts";
import { nextTurn } from "../collect/real-time.ts";
import { describe } from "../describe.ts";
import { readSnapshotFile } from "../heap/read-snapshot-file.ts";
import { isError } from "../is-error.ts";
import { type Creation, describeLeak } from "./describe-leak.ts";
import { createHolderFinder } from "./groups/holders.ts";
import { type Group, groupBorn } from "./groups/leak-groups.ts";
import { findSuspectEdges } from "./groups/suspect-edges.ts";
import { viewHeapWith } from "./heap-view.ts";
import { createLeakReader } from "./leak-reader.ts";
import type { Leak, SourcePosition } from "./leak.ts";
import { findNodeScripts } from "./source/node-scripts.ts";
import { createSourcePositions } from "./source/source-positions.ts";

/** An object that should have been collected, and what is known of it. */
export interface RetainedObject {
  readonly object: () => object | undefined;
  readonly createdAt?: SourcePosition | undefined;
}

/** What holds objects that should have been collected. */
export type ObjectsExplained =
  | {
      readonly kind: "explained";
      /** For each object the leak that it belongs to, as an index; undefined where nothing that can be told holds it. */
      readonly leakOf: readonly (number | undefined)[];
      readonly leaks: readonly Leak[];
      readonly snapshotPath?: string;
    }
  | { readonly kind: "refused"; readonly reason: string };

/** How the snapshot is to be taken. */
export interface ObjectsRequest {
  readonly calls: number;
  readonly timeLeftMs: number;
  readonly keepSnapshot?: SnapshotKeeping | undefined;
}

const MOST_OBJECTS = 200;

/**
 * Takes one heap snapshot and says who holds certain objects, and what they keep alive in turn. Ids of a snapshot tell no age unless they
 * were tracked before: of everything else on the way it is not known when it was born. Refuses, with the reason, where the time or the
 * memory left is too short, or the snapshot cannot be written.
 */
export async function explainObjects(
  retained: readonly RetainedObject[],
  { calls, timeLeftMs, keepSnapshot }: ObjectsRequest,
): Promise<ObjectsExplained> {
  const { used_heap_size: heapBytes } = getHeapStatistics();
  const neededMs = estimateExplainMs(heapBytes);
  const shortage = neededMs > timeLeftMs ? describeShortage(heapBytes, neededMs, timeLeftMs) : undefined;
  const reason = shortage ?? describeMemoryShortage(heapBytes);
  if (reason !== undefined) return { kind: "refused", reason };
  try {
    return await explainInSnapshot(retained, calls, keepSnapshot);
  } catch (error) {
    // That they are retained is known already: a full disk costs the explanation, not the verdict.
    return { kind: "refused", reason: isError(error) ? error.message : describe(error) };
  }
}

async function explainInSnapshot(
  retained: readonly RetainedObject[],
  calls: number,
  keepSnapshot: SnapshotKeeping | undefined,
): Promise<ObjectsExplained> {
  const inspector = openInspector();
  try {
    await inspector.post("HeapProfiler.enable");
    // What a reference was asked for stays alive until the turn is over.
    await nextTurn();
    const { path, isKept } = writeSnapshot(keepSnapshot);
    try {
      // An object has no id before it was in a snapshot.
      const ids = await readHeapIds(
        inspector,
        retained.slice(0, MOST_OBJECTS).map(({ object }) => object),
      );
      const view = viewHeapWith(readSnapshotFile(path), new Set(ids));
      const wanted = new Set([...view.snapshot.locations.values()].map(({ scriptId }) => scriptId));
      const scripts = await readScripts(inspector, wanted);
      const reader = createLeakReader(view, findNodeScripts(view), scripts, await createSourcePositions(scripts));
      const families = groupBorn(view, findSuspectEdges(view, createHolderFinder(view, reader)), reader);
      const indexOf = new Map(ids.map((id, index) => [id, index]));
      const targetsOf = ({ members }: Group): number[] =>
        members.flatMap((node) => indexOf.get(view.snapshot.nodeId[node]!) ?? []);

      const creations = new Map<Group, Creation>();
      const leakOf: (number | undefined)[] = ids.map(() => undefined);
      const leaks: Leak[] = [];
      for (const family of families) {
        const groups = [family.culprit, ...family.below];
        const targets = groups.flatMap((group) => targetsOf(group));
        if (targets.length === 0) continue;
        for (const target of targets) leakOf[target] = leaks.length;
        for (const group of groups) {
          const [target] = targetsOf(group);
          const at = target === undefined ? undefined : retained[target]!.createdAt;
          if (at !== undefined) creations.set(group, { at });
          if (group.className === "Promise") group.className = await nameState(group);
        }
        leaks.push(describeLeak(view, reader, creations, family, calls));
      }
      return { kind: "explained", leakOf, leaks, ...(isKept ? { snapshotPath: path } : {}) };

      async function nameState({ members }: Group): Promise<string> {
        const state = await readPromiseState(inspector, view.snapshot.nodeId[members[0]!]!);
        return state === undefined ? "Promise" : `Promise (${state})`;
      }
    } finally {
      if (!isKept) rmSync(path, { force: true });
    }
  } finally {
    inspector.close();
  }
}
