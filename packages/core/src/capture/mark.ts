import { now, realTimer } from "../collect/real-time.ts";
import type { Inspector } from "./inspector.ts";

/** A line drawn between the objects that exist and those born later. */
export interface Mark {
  /** Objects of V8's heap with a larger (odd) id were born after the mark. */
  readonly lastId: number;
  /** Milliseconds that one walk over the heap takes now, on this machine and under its load. */
  readonly walkMs: number;
  /** Whether the ids still hold: they start anew for the whole isolate when any inspector session is closed. */
  readonly holds: () => Promise<boolean>;
}

const LONGEST_WAIT_MS = 5000;

/**
 * Draws a mark; undefined if the runtime does not answer.
 *
 * @param expectedTurns - how often the event loop will turn until the snapshot
 */
export async function drawMark(inspector: Inspector, expectedTurns: number): Promise<Mark | undefined> {
  const { result } = await inspector.post<{ result: { objectId: string } }>("Runtime.evaluate", {
    expression: "({})",
    objectGroup: "leakproof",
  });
  const sentinelId = async (): Promise<string> => {
    const { heapSnapshotObjectId } = await inspector.post<{ heapSnapshotObjectId: string }>(
      "HeapProfiler.getHeapObjectId",
      {
        objectId: result.objectId,
      },
    );
    return heapSnapshotObjectId;
  };
  let lastId: number | undefined;
  const firstTick = new Promise<void>((resolve) => {
    const stopWaiting = realTimer(LONGEST_WAIT_MS, resolve);
    inspector.on<{ lastSeenObjectId: number }>("HeapProfiler.lastSeenObjectId", ({ lastSeenObjectId }) => {
      lastId = lastSeenObjectId;
      stopWaiting();
      resolve();
    });
  });

  const start = now();
  await inspector.post("HeapProfiler.startTrackingHeapObjects", { trackAllocations: false });
  const walkMs = now() - start;
  await firstTick;
  if (isCheaperWithoutTicks(walkMs, expectedTurns)) await inspector.post("HeapProfiler.stopTrackingHeapObjects");
  if (lastId === undefined) return undefined;

  const before = await sentinelId();
  return { lastId, walkMs, holds: async () => before !== "0" && (await sentinelId()) === before };
}

// Tracking walks the heap every 50 ms. From Node 22 on the pause grows with the cost of a walk; on Node 20 a walk that takes longer
// than that is made in every turn of the event loop. Tracking can be ended without losing the ids, at the price of a snapshot.
const TICK_MS = 50;
const SNAPSHOT_IN_WALKS = 20;

function isCheaperWithoutTicks(walkMs: number, expectedTurns: number): boolean {
  return process.version.startsWith("v20.") && walkMs > TICK_MS / 2 && expectedTurns > SNAPSHOT_IN_WALKS;
}
